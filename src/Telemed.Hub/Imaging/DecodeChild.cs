using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Telemed.Decode;

namespace Telemed.Hub.Imaging;

/// <summary>
/// One decoding process. A frame that kills it, hangs it or floods it is an error of that frame alone.
/// </summary>
internal sealed class DecodeChild : IDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan TimePer10Mpixel = TimeSpan.FromSeconds(3);
    private readonly Process process;

    private DecodeChild(Process process) => this.process = process;

    /// <summary>True while the process can take another frame.</summary>
    public bool IsAlive { get; private set; } = true;

    public static DecodeChild Start(string program)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        // The child needs nothing of ours: no secrets, no settings.
        var path = Environment.GetEnvironmentVariable("PATH");
        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        start.Environment.Clear();
        if (path is not null) start.Environment["PATH"] = path;
        if (root is not null) start.Environment["DOTNET_ROOT"] = root;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new DecodeChild(Process.Start(start) ?? throw new IOException("The decoding program did not start."));
    }

    /// <summary>Decodes one frame.</summary>
    /// <exception cref="DecodeException">The frame is damaged, too large, or took too long.</exception>
    public async Task<byte[]> Decode(FrameRequest request, TimeProvider time, CancellationToken cancel)
    {
        var limit = FrameTime + TimePer10Mpixel * (request.Pixels / 10e6);
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await Exchange(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Lost("The frame took longer than its time.");
        }
        catch (IOException)
        {
            throw Lost("The frame ended the decoder.");
        }
        catch (OperationCanceledException)
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        IsAlive = false;
        try
        {
            if (!process.HasExited) process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended between the question and the order.
        }
        process.Dispose();
    }

    private async Task<byte[]> Exchange(FrameRequest request, CancellationToken cancel)
    {
        var input = process.StandardInput.BaseStream;
        await input.WriteAsync(DecodeProtocol.RequestHead(request), cancel);
        await input.WriteAsync(request.Data, cancel);
        await input.FlushAsync(cancel);
        var output = process.StandardOutput.BaseStream;
        var head = new byte[5];
        await output.ReadExactlyAsync(head, cancel);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head) - 1;
        if (length is < 0 or > DecodeProtocol.LimitBytes)
            throw new IOException("The decoder's answer has an impossible length.");
        // The child's word is not taken for the size either: a frame is as long as we asked for, a sentence is short.
        var most = head[4] == DecodeProtocol.Decoded ? request.AnswerLimitBytes : 4096;
        if (length > most) throw new IOException("The decoder's answer is longer than the frame.");
        var body = new byte[length];
        await output.ReadExactlyAsync(body, cancel);
        return head[4] == DecodeProtocol.Decoded ? body : throw new DecodeException(Encoding.UTF8.GetString(body));
    }

    private DecodeException Lost(string problem)
    {
        Dispose();
        return new DecodeException(problem);
    }
}
