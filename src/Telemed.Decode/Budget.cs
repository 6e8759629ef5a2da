using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Telemed.Decode;

/// <summary>Limits the kernel keeps for this process, so that a hostile frame ends the process and nothing
/// else.</summary>
internal static class Budget
{
    private const int Cpu = 0, FileSize = 1, Data = 2, Core = 4;
    private const ulong DataLimitBytes = 3UL << 30;
    private const double FrameSeconds = 2, SecondsPer10Mpixel = 1;

    /// <summary>Once at start: no core file, no writing of files, no more memory than the limit.</summary>
    public static void Begin()
    {
        Set(Core, 0);
        Set(FileSize, 0);
        Set(Data, DataLimitBytes);
    }

    /// <summary>Before each frame: processor time for it, counted from now.</summary>
    public static void ForFrame(long pixels)
    {
        var used = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
        Set(Cpu, (ulong)Math.Ceiling(used + FrameSeconds + SecondsPer10Mpixel * pixels / 10e6), hardMargin: 5);
    }

    private static void Set(int resource, ulong limit, ulong hardMargin = 0)
    {
        if (!OperatingSystem.IsLinux()) return;
        if (NativeLimits.GetLimit(resource, out var now) != 0) return;
        now.Soft = Math.Min(limit, now.Hard);
        // The hard limit of processor time stays open, because it can never be raised again for the next frame.
        if (hardMargin == 0) now.Hard = Math.Min(limit, now.Hard);
        _ = NativeLimits.SetLimit(resource, in now);
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public ulong Soft;
    public ulong Hard;
}

internal static class NativeLimits
{
    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int GetLimit(int resource, out ResourceLimit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int SetLimit(int resource, in ResourceLimit limit);
}
