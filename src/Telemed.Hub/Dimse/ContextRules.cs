using Telemed.Dicom;
using Telemed.Dicom.Network;

namespace Telemed.Hub.Dimse;

/// <summary>Which contexts are accepted: storage in whatever syntax it is sent, services in little endian.</summary>
internal static class ContextRules
{
    public const string Verification = "1.2.840.10008.1.1";
    public const string WorkList = "1.2.840.10008.5.1.4.31";
    public const string PatientFind = "1.2.840.10008.5.1.4.1.2.1.1", StudyFind = "1.2.840.10008.5.1.4.1.2.2.1";
    private const string StoragePrefix = "1.2.840.10008.5.1.4.1.1.";
    private const byte NoAbstractSyntax = 3, NoTransferSyntax = 4;

    private static readonly string[] Services =
    [
        Verification, WorkList, CommitService.SopClass, PatientFind, StudyFind, "1.2.840.10008.5.1.4.1.2.1.2",
            "1.2.840.10008.5.1.4.1.2.2.2",
        "1.2.840.10008.5.1.4.1.2.1.3", "1.2.840.10008.5.1.4.1.2.2.3",
    ];

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

    public static bool IsStorage(string sopClass) => sopClass.StartsWith(StoragePrefix, StringComparison.Ordinal);
}
