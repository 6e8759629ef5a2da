using System.Globalization;
using Telemed.Decode;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Platform;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Nothing else runs meanwhile: other tests' decoders would be children of this process as well.</summary>
[CollectionDefinition(nameof(DecodeChildTests), DisableParallelization = true)]
public sealed class DecodeChildAlone;

/// <summary>The decoding process under misfortune: only the frame that it was about is lost.</summary>
[Collection(nameof(DecodeChildTests))]
public sealed class DecodeChildTests
{
    private static readonly FrameRequest Small =
        new(FrameCoding.Native, 4, 4, 1, 8, 8, false, false, 0,
            Enumerable.Range(0, 16).Select(at => (byte)at).ToArray());

    [Fact]
    public async Task A_child_killed_inside_a_frame_costs_that_frame_and_no_other()
    {
        var before = Children().ToHashSet();
        using var pool = new DecodePool(TimeProvider.System, children: 1);
        Assert.Equal(Small.Data.ToArray(), await pool.Decode(Small, CancellationToken.None));
        var child = Children().Single(one => !before.Contains(one) && IsDecoder(one));
        var lost = pool.Decode(Large(), CancellationToken.None);
        System.Diagnostics.Process.GetProcessById(child).Kill();
        var error = await Assert.ThrowsAsync<DecodeException>(() => lost);
        Assert.Equal("The frame ended the decoder.", error.Message);
        Assert.Equal(Small.Data.ToArray(), await pool.Decode(Small, CancellationToken.None));
        Assert.NotEqual(child, Children().Single(one => !before.Contains(one) && IsDecoder(one)));
    }

    [Fact]
    public async Task A_child_that_never_answers_is_ended_when_its_time_is_over()
    {
        var time = new MovedClock();
        using var child = DecodeChild.Start(Script("sleep 600"));
        var waiting = child.Decode(Small, time, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(7));
        var error = await Assert.ThrowsAsync<DecodeException>(() => waiting);
        Assert.Equal("The frame took longer than its time.", error.Message);
        Assert.False(child.IsAlive);
    }

    [Fact]
    public async Task A_child_that_promises_more_than_the_frame_is_not_believed()
    {
        // A length of 0x40000000 and the status of a decoded frame.
        using var child = DecodeChild.Start(Script("printf '\\000\\000\\000\\100\\000'; cat > /dev/null"));
        await Assert.ThrowsAsync<DecodeException>(
            () => child.Decode(Small, TimeProvider.System, CancellationToken.None));
        Assert.False(child.IsAlive);
    }

    [Fact]
    public async Task The_kernel_keeps_the_limits_of_a_child()
    {
        if (!OperatingSystem.IsLinux()) return;
        var before = Children().ToHashSet();
        using var child = DecodeChild.Start(DecodePool.Program);
        await child.Decode(Small, TimeProvider.System, CancellationToken.None);
        var own = Children().Single(one => !before.Contains(one) && IsDecoder(one));
        var limits = File.ReadAllLines($"/proc/{own}/limits");
        Assert.Equal("0", Limit(limits, "Max core file size"));
        Assert.Equal("0", Limit(limits, "Max file size"));
        Assert.Equal((3L << 30).ToString(CultureInfo.InvariantCulture), Limit(limits, "Max data size"));
        // Two seconds for a small frame, counted from what the process had used, rounded up.
        Assert.InRange(int.Parse(Limit(limits, "Max cpu time"), CultureInfo.InvariantCulture), 2, 6);
        var secrets = File.ReadAllText($"/proc/{own}/environ");
        Assert.DoesNotContain("TELEMED", secrets, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shape_that_would_take_too_much_memory_is_refused_before_a_byte_is_read()
    {
        using var pool = new DecodePool(TimeProvider.System, children: 1);
        var huge = new FrameRequest(FrameCoding.Rle, 65535, 65535, 3, 16, 16, false, false, 0, new byte[64]);
        Assert.Equal("The frame takes more than 1 GiB.",
            (await Assert.ThrowsAsync<DecodeException>(() => pool.Decode(huge, CancellationToken.None))).Message);
    }

    // Long enough to be on its way when the child is killed: 64 MiB of native pixels have to go there and back.
    private static FrameRequest Large() =>
        new(FrameCoding.Native, 8192, 8192, 1, 8, 8, false, false, 0, new byte[8192 * 8192]);

    private static IEnumerable<int> Children() =>
        Directory.GetDirectories("/proc/self/task").SelectMany(ChildrenOf)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static string[] ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread ended between the listing and the look.
            return [];
        }
    }

    private static bool IsDecoder(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("Telemed.Decode", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Limit(string[] limits, string name) =>
        limits.Single(line => line.StartsWith(name, StringComparison.Ordinal))[26..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];

    private static string Script(string commands)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        var path = Path.GetTempFileName();
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
