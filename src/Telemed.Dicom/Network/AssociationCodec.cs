using System.Buffers.Binary;
using System.Text;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Network;

/// <summary>Reads requests for associations and writes answers to them (PS3.8 section 9.3, annex D).</summary>
public static class AssociationCodec
{
    /// <summary>The most contexts of one request (PS3.8: odd ids from 1 to 255).</summary>
    public const int ContextLimit = 128;

    /// <summary>The most transfer syntaxes of one context.</summary>
    public const int TransferSyntaxLimit = 64;

    private const string Section = "association request";
    private const int FixedBytes = 68;
    private const int RoleLimit = 128;
    private const int FirstVersion = 1;

    /// <summary>Understands the body of an A-ASSOCIATE-RQ or -AC behind its six-byte head.</summary>
    /// <exception cref="DicomFormatException">The body breaks the format or passes a limit.</exception>
    public static AssociationRequest ReadRequest(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedBytes) throw new DicomFormatException(Section, 0, "The request is too short.");
        var contexts = new List<ProposedContext>();
        var roles = new Roles();
        uint maximum = 0;
        var application = "";
        var at = FixedBytes;
        while (at + 4 <= body.Length)
        {
            var item = Item(body, ref at, out var type);
            if (type == 0x10) application = Uid(item);
            else if (type == 0x20)
            {
                if (contexts.Count == ContextLimit)
                    throw new DicomFormatException(Section, at, "There are more than 128 contexts.");
                var context = Context(item, at);
                if (contexts.Any(other => other.Id == context.Id))
                    throw new DicomFormatException(Section, at, "Two contexts have the same number.");
                contexts.Add(context);
            }
            else if (type == 0x50) UserInformation(item, roles, ref maximum);
        }
        return new AssociationRequest(
            Title(body.Slice(4, 16)), Title(body.Slice(20, 16)), contexts, maximum, roles.Provider)
        {
            UserRoles = roles.User, ApplicationContext = application,
            IsKnownVersion = (BinaryPrimitives.ReadUInt16BigEndian(body) & FirstVersion) != 0,
        };
    }

    /// <summary>Writes an A-ASSOCIATE-AC as one PDU.</summary>
    public static byte[] Accept(AssociationRequest request, IReadOnlyList<AgreedContext> agreed, int maximumPduBytes)
    {
        var body = new MemoryStream();
        WriteFixed(body, request.CalledAeTitle, request.CallingAeTitle);
        WriteItem(body, 0x10, Encoding.ASCII.GetBytes(AssociationRequest.DicomApplication));
        foreach (var context in agreed)
        {
            var item = new MemoryStream();
            item.Write([context.Id, 0, context.Result, 0]);
            var syntax = context.IsAccepted ? context.TransferSyntax : TransferSyntax.ImplicitLittleEndian.Uid;
            WriteItem(item, 0x40, Encoding.ASCII.GetBytes(syntax));
            WriteItem(body, 0x21, item.ToArray());
        }
        WriteItem(body, 0x50, UserItems(maximumPduBytes, request));
        return Pdu(2, body.ToArray());
    }

    /// <summary>Writes an A-ASSOCIATE-RQ as one PDU.</summary>
    public static byte[] Request(AssociationRequest request, int maximumPduBytes)
    {
        var body = new MemoryStream();
        WriteFixed(body, request.CalledAeTitle, request.CallingAeTitle);
        WriteItem(body, 0x10, Encoding.ASCII.GetBytes(AssociationRequest.DicomApplication));
        foreach (var context in request.Contexts)
        {
            var item = new MemoryStream();
            item.Write([context.Id, 0, 0, 0]);
            WriteItem(item, 0x30, Encoding.ASCII.GetBytes(context.AbstractSyntax));
            foreach (var syntax in context.TransferSyntaxes) WriteItem(item, 0x40, Encoding.ASCII.GetBytes(syntax));
            WriteItem(body, 0x20, item.ToArray());
        }
        WriteItem(body, 0x50, UserItems(maximumPduBytes, request));
        return Pdu(1, body.ToArray());
    }

    /// <summary>Reads which contexts an A-ASSOCIATE-AC accepts, and the longest PDU the peer takes.</summary>
    public static (IReadOnlyList<AgreedContext> Agreed, uint MaximumPduBytes) ReadAccept(
        ReadOnlySpan<byte> body, AssociationRequest asked)
    {
        if (body.Length < FixedBytes)
            throw new DicomFormatException("association answer", 0, "The answer is too short.");
        var agreed = new List<AgreedContext>();
        uint maximum = 0;
        var at = FixedBytes;
        while (at + 4 <= body.Length && agreed.Count <= ContextLimit)
        {
            var item = Item(body, ref at, out var type);
            if (type == 0x50) UserInformation(item, new Roles(), ref maximum);
            if (type != 0x21 || item.Length < 8) continue;
            var id = item[0];
            var syntax = Uid(item[8..]);
            if (asked.Contexts.FirstOrDefault(context => context.Id == id) is { } context)
                agreed.Add(new AgreedContext(id, context.AbstractSyntax, syntax, item[2]));
        }
        return (agreed, maximum);
    }

    /// <summary>Writes an A-ASSOCIATE-RJ as one PDU (PS3.8 section 9.3.4).</summary>
    public static byte[] Reject(byte result, byte source, byte reason) => Pdu(3, [0, result, source, reason]);

    /// <summary>Writes an A-ABORT as one PDU (PS3.8 section 9.3.8).</summary>
    public static byte[] Abort(byte source, byte reason) => Pdu(7, [0, 0, source, reason]);

    /// <summary>Writes an A-RELEASE-RQ (5) or -RP (6) as one PDU.</summary>
    public static byte[] Release(bool isAnswer) => Pdu(isAnswer ? (byte)6 : (byte)5, [0, 0, 0, 0]);

    private static ReadOnlySpan<byte> Item(ReadOnlySpan<byte> body, ref int at, out byte type)
    {
        type = body[at];
        var length = BinaryPrimitives.ReadUInt16BigEndian(body[(at + 2)..]);
        if (at + 4 + length > body.Length) throw new DicomFormatException(Section, at, "An item runs past the end.");
        var item = body.Slice(at + 4, length);
        at += 4 + length;
        return item;
    }

    private static ProposedContext Context(ReadOnlySpan<byte> item, int offset)
    {
        if (item.Length < 4) throw new DicomFormatException(Section, offset, "A presentation context is too short.");
        var syntaxes = new List<string>();
        var abstractSyntax = "";
        for (var at = 4; at + 4 <= item.Length;)
        {
            var part = Item(item, ref at, out var type);
            if (type == 0x30) abstractSyntax = Uid(part);
            else if (type == 0x40 && syntaxes.Count < TransferSyntaxLimit) syntaxes.Add(Uid(part));
        }
        return new ProposedContext(item[0], abstractSyntax, syntaxes);
    }

    private static void UserInformation(ReadOnlySpan<byte> item, Roles roles, ref uint maximum)
    {
        for (var at = 0; at + 4 <= item.Length;)
        {
            var part = Item(item, ref at, out var type);
            if (type == 0x51 && part.Length == 4) maximum = BinaryPrimitives.ReadUInt32BigEndian(part);
            if (type != 0x54 || part.Length < 4 || roles.Provider.Count >= RoleLimit) continue;
            var length = BinaryPrimitives.ReadUInt16BigEndian(part);
            if (part.Length < 4 + length || part[3 + length] != 1) continue;
            roles.Provider.Add(Uid(part.Slice(2, length)));
            if (part[2 + length] == 1) roles.User.Add(Uid(part.Slice(2, length)));
        }
    }

    private static byte[] UserItems(int maximumPduBytes, AssociationRequest request)
    {
        var items = new MemoryStream();
        var maximum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(maximum, maximumPduBytes);
        WriteItem(items, 0x51, maximum);
        WriteItem(items, 0x52, Encoding.ASCII.GetBytes(DicomWriter.ImplementationClassUid));
        // Who asked for both roles keeps both: he sends and takes in the same context (PS3.7 table D.3-9).
        foreach (var role in request.ProviderRoles)
        {
            var uid = Encoding.ASCII.GetBytes(role);
            byte user = request.UserRoles.Contains(role) ? (byte)1 : (byte)0;
            WriteItem(items, 0x54, [(byte)(uid.Length >> 8), (byte)(uid.Length & 0xFF), .. uid, user, 1]);
        }
        WriteItem(items, 0x55, Encoding.ASCII.GetBytes(DicomWriter.ImplementationVersion));
        return items.ToArray();
    }

    private static void WriteFixed(Stream body, string called, string calling)
    {
        body.Write([0, 1, 0, 0]);
        body.Write(Encoding.ASCII.GetBytes(called.PadRight(16)[..16]));
        body.Write(Encoding.ASCII.GetBytes(calling.PadRight(16)[..16]));
        body.Write(new byte[32]);
    }

    private static void WriteItem(Stream body, byte type, ReadOnlySpan<byte> content)
    {
        body.Write([type, 0, (byte)(content.Length >> 8), (byte)(content.Length & 0xFF)]);
        body.Write(content);
    }

    private static byte[] Pdu(byte type, byte[] body)
    {
        var pdu = new byte[6 + body.Length];
        pdu[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(2), body.Length);
        body.CopyTo(pdu, 6);
        return pdu;
    }

    private static string Title(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes).Trim(' ', '\0');

    private static string Uid(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= 2 * DicomUid.LimitChars ? Encoding.Latin1.GetString(bytes).Trim(' ', '\0') : "";

    private sealed class Roles
    {
        public HashSet<string> Provider { get; } = [];
        public HashSet<string> User { get; } = [];
    }
}
