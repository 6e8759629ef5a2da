namespace Telemed.Dicom.Network;

/// <summary>What a peer proposes to exchange (PS3.8 section 9.3.2.2).</summary>
/// <param name="Id">Odd number from 1 to 255.</param>
/// <param name="AbstractSyntax">The SOP class.</param>
/// <param name="TransferSyntaxes">In the order of the peer's preference.</param>
public sealed record ProposedContext(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes);

/// <summary>What was agreed for one context.</summary>
/// <param name="Id">The number of the proposal.</param>
/// <param name="AbstractSyntax">The SOP class.</param>
/// <param name="TransferSyntax">The one syntax that is used; empty when the context was refused.</param>
/// <param name="Result">0 accepted, 3 abstract syntax not supported, 4 no transfer syntax supported.</param>
public sealed record AgreedContext(byte Id, string AbstractSyntax, string TransferSyntax, byte Result)
{
    /// <summary>True when messages may be sent in it.</summary>
    public bool IsAccepted => Result == 0;
}

/// <summary>A request for an association (PS3.8 section 9.3.2).</summary>
/// <param name="CalledAeTitle">Whom the peer wants to reach.</param>
/// <param name="CallingAeTitle">Who the peer says it is; proof is another matter.</param>
/// <param name="Contexts">At most 128.</param>
/// <param name="MaximumPduBytes">The longest PDU the peer takes; 0 means any.</param>
/// <param name="ProviderRoles">SOP classes for which the one who asks will act as provider (PS3.7 section
/// D.3.3.4).</param>
public sealed record AssociationRequest(
    string CalledAeTitle, string CallingAeTitle, IReadOnlyList<ProposedContext> Contexts, uint MaximumPduBytes,
    IReadOnlySet<string> ProviderRoles)
{
    /// <summary>The application context of DICOM (PS3.7 section A.2.1).</summary>
    public const string DicomApplication = "1.2.840.10008.3.1.1.1";

    /// <summary>Those of the provider roles for which the one who asks will act as user too.</summary>
    public IReadOnlySet<string> UserRoles { get; init; } = new HashSet<string>();

    /// <summary>False when the peer speaks no version of the protocol that is known here.</summary>
    public bool IsKnownVersion { get; init; } = true;

    /// <summary>What the peer wants the association for; DICOM knows one only.</summary>
    public string ApplicationContext { get; init; } = DicomApplication;
}
