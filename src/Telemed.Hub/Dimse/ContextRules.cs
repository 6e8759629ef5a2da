using Telemed.Dicom;
using Telemed.Dicom.Network;

namespace Telemed.Hub.Dimse;

/// <summary>Which contexts are accepted: storage in whatever syntax it is sent, services in little endian.</summary>
internal static class ContextRules
{
    public const string Verification = "1.2.840.10008.1.1";
    public const string WorkList = "1.2.840.10008.5.1.4.31";
    public const string PatientFind = Patient + "1", PatientMove = Patient + "2", PatientGet = Patient + "3";
    public const string StudyFind = Study + "1", StudyMove = Study + "2", StudyGet = Study + "3";
    private const string Patient = "1.2.840.10008.5.1.4.1.2.1.", Study = "1.2.840.10008.5.1.4.1.2.2.";
    private const string Standard = "1.2.840.10008.", StoragePrefix = Standard + "5.1.4.1.1.";
    private const byte NoAbstractSyntax = 3, NoTransferSyntax = 4;

    private static readonly string[] Services =
    [
        Verification, WorkList, CommitService.SopClass, PatientFind, PatientMove, PatientGet, StudyFind, StudyMove,
        StudyGet,
    ];

    // Storage outside the usual root: radiation delivery instructions, and printed sheets of older archives.
    private static readonly string[] OtherStorage =
    [
        Standard + "5.1.4.34.7", Standard + "5.1.4.34.10", Standard + "5.1.1.29", Standard + "5.1.1.30",
    ];

    // dcmtk's archives are told to end by it; nobody ends this hub.
    private const string ShutDown = "1.2.276.0.7230010.3.4.1915765545.18030.917282194.0";

    public static AgreedContext Agree(ProposedContext proposed)
    {
        var isStorage = IsStorage(proposed.AbstractSyntax);
        if (!isStorage && !Services.Contains(proposed.AbstractSyntax))
            return new AgreedContext(proposed.Id, proposed.AbstractSyntax, "", NoAbstractSyntax);
        var syntax = isStorage
            ? proposed.TransferSyntaxes.FirstOrDefault(TransferSyntax.IsKnown)
            : proposed.TransferSyntaxes.FirstOrDefault(uid =>
                uid == TransferSyntax.ExplicitLittleEndian.Uid || uid == TransferSyntax.ImplicitLittleEndian.Uid);
        return syntax is null
            ? new AgreedContext(proposed.Id, proposed.AbstractSyntax, "", NoTransferSyntax)
            : new AgreedContext(proposed.Id, proposed.AbstractSyntax, syntax, 0);
    }

    /// <summary>
    /// True for what may be an object. Makers have classes of their own, such as the raw data of a scanner: they are
    /// kept as they come, as over the web.
    /// </summary>
    public static bool IsStorage(string sopClass) =>
        sopClass.StartsWith(Standard, StringComparison.Ordinal)
            ? sopClass.StartsWith(StoragePrefix, StringComparison.Ordinal) || OtherStorage.Contains(sopClass)
            : sopClass != ShutDown && DicomUid.IsValid(sopClass);

    /// <summary>True when an operation belongs to the class of its context (PS3.4 annexes A to K).</summary>
    public static bool Fits(string abstractSyntax, int? commandField) => commandField switch
    {
        DimseCommands.Store => IsStorage(abstractSyntax),
        DimseCommands.Find => abstractSyntax is WorkList or PatientFind or StudyFind,
        DimseCommands.Move => abstractSyntax is PatientMove or StudyMove,
        DimseCommands.Get => abstractSyntax is PatientGet or StudyGet,
        DimseCommands.Action => abstractSyntax == CommitService.SopClass,
        _ => true,
    };
}
