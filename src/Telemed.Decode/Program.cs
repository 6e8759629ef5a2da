using System.Buffers.Binary;
using System.Text;
using Telemed.Decode;

// One request after another from standard input until it closes. A frame that cannot be decoded is an answer;
// a crash, a loop or a flood of memory ends this process, and the hub starts another.
Budget.Begin();
using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();
var length = new byte[4];
while (input.ReadAtLeast(length, 4, throwOnEndOfStream: false) == 4)
{
    var count = BinaryPrimitives.ReadInt32LittleEndian(length);
    if (count is < DecodeProtocol.HeadBytes or > DecodeProtocol.LimitBytes) return 2;
    var message = GC.AllocateUninitializedArray<byte>(count);
    input.ReadExactly(message);
    var (status, body) = Answer(message);
    BinaryPrimitives.WriteInt32LittleEndian(length, body.Length + 1);
    output.Write(length);
    output.WriteByte(status);
    output.Write(body);
    output.Flush();
}
return 0;

static (byte Status, byte[] Body) Answer(byte[] message)
{
    try
    {
        var request = DecodeProtocol.ReadRequest(message);
        request.Check();
        Budget.ForFrame(request.Pixels);
        return (DecodeProtocol.Decoded, FrameDecoder.Decode(request));
    }
    catch (DecodeException refused)
    {
        return (DecodeProtocol.Refused, Encoding.UTF8.GetBytes(refused.Message));
    }
    catch (Exception damaged) when (damaged is IndexOutOfRangeException or OverflowException or ArgumentException
                                        or OutOfMemoryException or InvalidDataException or DllNotFoundException)
    {
        var reason = damaged is DllNotFoundException ? "The library for this compression is not installed."
            : "The compressed frame is damaged.";
        return (DecodeProtocol.Refused, Encoding.UTF8.GetBytes(reason));
    }
}
