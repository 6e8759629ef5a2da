using System.Diagnostics;

namespace Telemed.Storage.Postgres;

/// <summary>
/// Starts PostgreSQL's programs through setpriv: they get SIGQUIT when this process dies however it dies, and as
/// root they run as nobody, keeping only the right to pass folders that others may not enter.
/// </summary>
internal static class ChildProgram
{
    private const int NobodyId = 65534;

    internal static string[] AsOwner { get; } = Environment.IsPrivilegedProcess
        ? [$"--reuid={NobodyId}", $"--regid={NobodyId}", "--clear-groups", "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
            // initdb asks the kernel whether it may run its sibling; without this bit the question ignores the
            // capability.
            "--securebits=+no_setuid_fixup", "--pdeathsig", "QUIT"]
        : ["--pdeathsig", "QUIT"];

    internal static Task<Process> Start(string program, IEnumerable<string> arguments, Action<string> hear) =>
        LifelongThread.Run(() =>
        {
            var start = new ProcessStartInfo("setpriv", [.. AsOwner, program, .. arguments])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            };
            // A locale that the machine does not have would stop initdb.
            start.Environment["LC_ALL"] = "C.UTF-8";
            var process = Process.Start(start)
                ?? throw new PostgresStartException(
                    "setpriv did not start; install it with: apt-get install util-linux");
            process.OutputDataReceived += (_, said) => { if (said.Data is { } line) hear(line); };
            process.ErrorDataReceived += (_, said) => { if (said.Data is { } line) hear(line); };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.StandardInput.Close();
            return process;
        });

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="PostgresStartException">
    /// It ended with a code other than 0; the text has what it said.
    /// </exception>
    internal static async Task Run(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var said = new LastLines(40);
        using var process = await Start(program, arguments, said.Add);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new PostgresStartException($"{Path.GetFileName(program)} ended with {process.ExitCode}:\n{said}");
    }

    /// <summary>SIGINT is PostgreSQL's fast stop: sessions end now, nothing committed is lost.</summary>
    internal static async Task Interrupt(int processId)
    {
        using var kill = Process.Start("kill", ["-INT", $"{processId}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Makes a folder that belongs to whoever the programs run as and that nobody else may enter.</summary>
    internal static async Task MakeFolder(string folder, CancellationToken cancel)
    {
        string[] owner = Environment.IsPrivilegedProcess ? ["-o", $"{NobodyId}", "-g", $"{NobodyId}"] : [];
        using var install = Process.Start("install", ["-d", "-m", "700", .. owner, folder]);
        await install.WaitForExitAsync(cancel);
        if (install.ExitCode != 0) throw new PostgresStartException($"The folder {folder} could not be made.");
    }
}
