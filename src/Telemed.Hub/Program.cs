using Telemed.Hub.Platform;

try
{
    return await CommandLine.Build().Parse(args).InvokeAsync();
}
catch (Exception refused) when (refused is SettingsRefused or Telemed.Storage.Postgres.PostgresStartException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 2;
}
