using System.CommandLine;
using Telemed.Hub.Audit;
using Telemed.Hub.Demo;
using Telemed.Hub.Inspect;
using Telemed.Hub.Jobs;
using Telemed.Hub.People;
using Telemed.Storage;

namespace Telemed.Hub.Platform;

/// <summary>The verbs of the program. Results go to standard output, everything else to standard error.</summary>
internal static class CommandLine
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Telemed: remote consultations for a tiered health system.");
        // What no verb names is a setting, such as --Telemed:Url=http://localhost:9000.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, cancel) => Serve(parsed, demonstration: false, cancel));
        root.Subcommands.Add(Verb("serve", "Start the hub (the default).",
            (parsed, cancel) => Serve(parsed, demonstration: false, cancel)));
        root.Subcommands.Add(Verb("demo", "Start the hub with the demonstration health system; loopback only.",
            (parsed, cancel) => Serve(parsed, demonstration: true, cancel)));
        root.Subcommands.Add(Group("audit", "The audit trail.",
            Verb("verify", "Check every row, link and anchor; exit 1 names the first that is wrong.",
            VerifyAudit.Run)));
        root.Subcommands.Add(Group("blobs", "The stored objects.",
            Verb("sweep", "Clear objects without rows and rows without objects.", SweepBlobs.Run)));
        root.Subcommands.Add(Verb("migrate", "Bring the database up to date and end.", Migrate));
        root.Subcommands.Add(InspectVerb.Create());
        return root;
    }

    private static Command Group(string name, string description, Command verb)
    {
        var group = new Command(name, description);
        group.Subcommands.Add(verb);
        return group;
    }

    private static Command Verb(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        var verb = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction(run);
        return verb;
    }

    private static async Task<int> Serve(ParseResult parsed, bool demonstration, CancellationToken cancel)
    {
        await using var hub = await HubApp.Start(StartOf(parsed, demonstration), cancel);
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var time = hub.Services.GetRequiredService<TimeProvider>();
        if (hub.Services.GetRequiredService<HubOptions>().Demonstration)
            await output.WriteLineAsync(ShowDemonstration.Text(hub.Address, time.GetUtcNow()));
        if (hub.FirstPassword is { } password)
            await error.WriteLineAsync(
                $"\nThe first administrator signs in at {hub.Address} as \"{FirstAdministrator.Login}\" " +
                $"with the password {password}\n" +
                "It must be changed, and a second factor set up, before anything else works. It is not shown again.\n");
        await hub.Web.WaitForShutdownAsync(cancel);
        PlatformLog.Stopping(hub.Services.GetRequiredService<ILogger<HubApp>>());
        return 0;
    }

    private static async Task<int> Migrate(ParseResult parsed, CancellationToken cancel)
    {
        await using var tools = await HubTools.Open(StartOf(parsed), cancel);
        var applied = await Migrator.Migrate(tools.Database, cancel);
        foreach (var name in applied) await parsed.InvocationConfiguration.Output.WriteLineAsync(name);
        return 0;
    }

    internal static HubStart StartOf(ParseResult parsed, bool demonstration = false) => new()
    {
        Args = [.. parsed.UnmatchedTokens],
        Settings = demonstration ? new Dictionary<string, string?> { ["Telemed:Demonstration"] = "true" } : [],
    };
}
