namespace Telemed.Hub.Imaging;

/// <summary>What became of one instance, with the codes of PS3.4 annex B and PS3.18 section 10.5.</summary>
/// <param name="SopClassUid">Its class; null when the bytes could not be understood.</param>
/// <param name="SopUid">The instance; null when the bytes could not be understood.</param>
/// <param name="StudyUid">Its study, for the reference in the answer.</param>
/// <param name="SeriesUid">Its series.</param>
/// <param name="Status">0 stored, 0xB000 and 0xB007 stored with a remark, anything else a failure.</param>
/// <param name="Comment">The reason as a sentence; empty when there is none.</param>
internal sealed record StoreOutcome(
    string? SopClassUid, string? SopUid, string? StudyUid, string? SeriesUid, ushort Status, string Comment)
{
    public const ushort Stored = 0, Coerced = 0xB000, Conflict = 0x0111, NotAllowed = 0x0124;
    public const ushort OutOfRoom = 0xA700, DoesNotFit = 0xA900, CannotUnderstand = 0xC000;

    /// <summary>True when the instance is in the store.</summary>
    public bool IsStored => Status is Stored or Coerced or 0xB007;

    public static StoreOutcome Of(ParsedInstance instance, ushort status, string comment) =>
        new(instance.SopClassUid, instance.SopUid, instance.StudyUid, instance.SeriesUid, status, comment);
}
