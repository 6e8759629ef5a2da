using Telemed.Dicom;
using Telemed.Dicom.Json;
using Telemed.Dicom.Review;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Imaging;

/// <summary>What the index keeps of one instance, read from its header.</summary>
internal sealed record ParsedInstance
{
    internal static readonly DicomReadOptions Options = new() { InlineLimitBytes = DicomJsonWriter.InlineLimitBytes };

    public required SpooledFile File { get; init; }
    public required string SopClassUid { get; init; }
    public required string SopUid { get; init; }
    public required string StudyUid { get; init; }
    public required string SeriesUid { get; init; }
    public required string TransferSyntaxUid { get; init; }
    public required DicomDataset Dataset { get; init; }
    public required long DataOffset { get; init; }
    public required byte[] Metadata { get; init; }
    public required InstancePlaces Places { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The same for people, as codes that the page words.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <exception cref="DicomFormatException">It does not name itself and its place.</exception>
    public static DicomIdentity IdentityOf(DicomFile file) =>
        DicomIdentity.Of(file) is { IsStorable: true } identity ? identity
            : throw new DicomFormatException("data set", file.DatasetOffset,
                "The object does not name its class, itself, its study and its series.");

    public string Text(DicomTag tag) => TextOf(Dataset, tag);

    public static string TextOf(DicomDataset dataset, DicomTag tag) =>
        string.Join('\\', dataset.GetStrings(tag)).Replace("\0", "", StringComparison.Ordinal);

    /// <summary>
    /// Who a file says it is that cannot be read to its end: its sender finds it by that in the answer. Null when it
    /// does not name itself.
    /// </summary>
    public static DicomIdentity? NamesOf(SpooledFile spooled)
    {
        try
        {
            using var stream = new FileStream(
                spooled.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var identity = DicomIdentity.Of(DicomReader.Read(stream, Options with { StopBeforePixelData = true }));
            return identity is { SopClassUid: not null, SopInstanceUid: not null } ? identity : null;
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a spooled file; nothing is written under a name taken from it.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM, is broken, or does not name itself and its
    /// place.</exception>
    public static ParsedInstance Read(SpooledFile spooled)
    {
        using var stream = new FileStream(spooled.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var file = DicomReader.Read(stream, Options);
        var identity = IdentityOf(file);
        DicomWarning[] found = [.. file.Warnings.Concat(DicomReview.Of(file))];
        var bulk = new Dictionary<string, (DicomRange, int)>();
        var metadata = InstanceMetadata.Make(file, bulk);
        return new ParsedInstance
        {
            File = spooled, SopClassUid = identity.SopClassUid!, SopUid = identity.SopInstanceUid!,
            StudyUid = identity.StudyInstanceUid!, SeriesUid = identity.SeriesInstanceUid!,
            TransferSyntaxUid = file.TransferSyntax.Uid, Dataset = file.Dataset, DataOffset = file.DatasetOffset,
            Metadata = metadata, Places = InstancePlaces.Of(file, bulk),
            Warnings = [.. found.Select(warning => warning.ToString()), .. identity.Warnings],
            Remarks = [.. found.Select(warning => warning.Coded).Distinct(), .. identity.Warnings],
        };
    }
}
