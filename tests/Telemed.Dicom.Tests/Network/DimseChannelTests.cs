using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Tests.Network;

public sealed class DimseChannelTests
{
    [Fact]
    public async Task A_response_leaves_in_one_write()
    {
        var wire = new CountedStream();
        var channel = new DimseChannel(wire);
        var request = new DicomDatasetBuilder().Integer(DicomTags.CommandField, DimseCommands.Store)
            .Integer(DicomTags.MessageID, 7).Text(DicomTags.AffectedSOPClassUID, "1.2.840.10008.5.1.4.1.1.2").Build();
        await channel.Send(1, DimseCommands.Answer(request, 0).Build(), (byte[]?)null, CancellationToken.None);
        Assert.Equal(1, wire.Writes);
        await channel.Send(
            1, DimseCommands.Answer(request, DimseCommands.Pending, hasDataset: true).Build(), new byte[600],
            CancellationToken.None);
        Assert.Equal(2, wire.Writes);
        // PS3.8 table 9-22: type 4, then the length of the rest in four big-endian bytes.
        var bytes = wire.ToArray();
        Assert.Equal(4, bytes[0]);
    }

    [Fact]
    public void More_contexts_than_ids_exist_for_are_refused()
    {
        var contexts = Enumerable.Range(0, 129)
            .Select(at => new ProposedContext((byte)(at % 128 * 2 + 1), "1.2.3", ["1.2.840.10008.1.2"]));
        var request = new AssociationRequest("CALLED", "CALLING", [.. contexts], 0, new HashSet<string>());
        var body = AssociationCodec.Request(request, 16384)[6..];
        var refused = Assert.Throws<DicomFormatException>(() => AssociationCodec.ReadRequest(body));
        Assert.Equal("There are more than 128 contexts.", refused.Problem);
    }

    [Fact]
    public void Transfer_syntaxes_beyond_the_limit_are_passed_over()
    {
        var many = Enumerable.Range(0, 200).Select(at => $"1.2.{at}").ToArray();
        var request = new AssociationRequest(
            "CALLED", "CALLING", [new ProposedContext(1, "1.2.3", many)], 0, new HashSet<string>());
        var read = AssociationCodec.ReadRequest(AssociationCodec.Request(request, 16384).AsSpan(6));
        Assert.Equal(64, Assert.Single(read.Contexts).TransferSyntaxes.Count);
    }

    [Fact]
    public void The_provider_role_that_is_asked_for_is_read_back()
    {
        var request = new AssociationRequest("CALLED", "CALLING",
            [new ProposedContext(1, "1.2.840.10008.1.20.1", ["1.2.840.10008.1.2"])], 0,
            new HashSet<string> { "1.2.840.10008.1.20.1" });
        var read = AssociationCodec.ReadRequest(AssociationCodec.Request(request, 16384).AsSpan(6));
        Assert.Contains("1.2.840.10008.1.20.1", read.ProviderRoles);
    }

    [Theory]
    [InlineData(0, 1, "0001")]  // as user no, as provider yes: what C-GET asks for
    [InlineData(1, 1, "0101")]
    [InlineData(1, 0, "")]      // the usual roles need no answer
    public void Roles_are_agreed_to_as_they_were_asked_for(byte user, byte provider, string answered)
    {
        // PS3.7 table D.3-9: length of the class, the class, one byte for each role.
        var uid = "1.2.840.10008.5.1.4.1.1.2"u8;
        byte[] role = [0x54, 0, 0, (byte)(uid.Length + 4), 0, (byte)uid.Length, .. uid, user, provider];
        var plain = AssociationCodec.Request(new AssociationRequest("CALLED", "CALLING",
            [new ProposedContext(1, "1.2.840.10008.5.1.4.1.1.2", ["1.2.840.10008.1.2"])], 0, new HashSet<string>()),
            16384)[6..];
        byte[] body = [.. plain, 0x50, 0, 0, (byte)role.Length, .. role];
        var accepted = Convert.ToHexString(AssociationCodec.Accept(AssociationCodec.ReadRequest(body), [], 16384));
        var at = accepted.IndexOf(Convert.ToHexString(uid), StringComparison.Ordinal);
        Assert.Equal(answered, at < 0 ? "" : accepted.Substring(at + 2 * uid.Length, 4));
    }

    [Fact]
    public async Task A_promised_length_is_not_believed_before_it_arrives()
    {
        // Type 4 (data) with a length of 2 GiB, and nothing behind it.
        var channel = new DimseChannel(new MemoryStream([4, 0, 0x7F, 0xFF, 0xFF, 0xFF]));
        var refused = await Assert.ThrowsAsync<DicomFormatException>(() => channel.Next(CancellationToken.None));
        Assert.Equal("A PDU of 2147483647 bytes passes the limit.", refused.Problem);
    }

    private sealed class CountedStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
