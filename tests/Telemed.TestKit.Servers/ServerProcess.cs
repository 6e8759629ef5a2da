using System.Collections.Concurrent;
using System.Diagnostics;

namespace Telemed.TestKit.Servers;

/// <summary>Starts servers that die with the test process, however it ends.</summary>
public static class ServerProcess
{
    private static readonly BlockingCollection<Action> Orders = [];
    private static readonly Lazy<Thread> Starter = new(StartThread);

    /// <summary>Starts a program and throws what it says away; it logs into its own files.</summary>
    public static void Start(string program, params string[] arguments)
    {
        // The kernel sends the parent-death signal when the starting thread ends, so one thread starts them all.
        _ = Starter.Value;
        using var started = new ManualResetEventSlim();
        Orders.Add(() =>
        {
            var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", program, .. arguments])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
            started.Set();
        });
        started.Wait();
    }

    private static Thread StartThread()
    {
        var thread = new Thread(static () =>
        {
            foreach (var order in Orders.GetConsumingEnumerable()) order();
        }) { IsBackground = true, Name = "servers" };
        thread.Start();
        return thread;
    }
}
