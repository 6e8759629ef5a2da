using System.Diagnostics;

namespace Telemed.TestKit;

/// <summary>Runs other people's programs, by which tests judge what ours write.</summary>
public static class ForeignTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The program's place, or null when this machine lacks it.</summary>
    public static string? Find(string program) =>
        new[] { "/usr/bin", "/usr/sbin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs the program to its end; what it prints, both ways together.</summary>
    public static async Task<(int Code, string Text)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var patience = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(patience.Token),
                process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, string.Concat(texts));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end within {Patience}.");
        }
    }
}

/// <summary>A fact that needs programs of Debian packages, and is skipped, visibly, without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs)
    {
        if (programs.FirstOrDefault(program => ForeignTool.Find(program) is null) is { } absent)
            Skip = $"{absent} is not installed.";
    }
}
