namespace Telemed.Domain.Access;

/// <summary>What a person is at one facility. A person may hold several roles, at several facilities.</summary>
public enum Role
{
    VillageClinician,
    TownshipClinician,
    /// <summary>Runs devices and scanners: uploads, sees recordings, writes no reports.</summary>
    Technician,
    /// <summary>Stands behind the senders of one facility: may cancel and acknowledge in their place.</summary>
    Supervisor,
    TriageNurse,
    /// <summary>County or city desk: triages, routes, reassigns, watches every clock.</summary>
    Coordinator,
    /// <summary>A specialist who reads and signs.</summary>
    Reporter,
    /// <summary>A senior specialist: reads, signs, and reviews the reports of others.</summary>
    Reviewer,
    OnCallChief,
    QualityOfficer,
    /// <summary>Facilities, people, devices, catalogue, jobs. Sees no patient's record.</summary>
    Administrator,
    /// <summary>Reads the audit trail and changes nothing; never the same person as an administrator.</summary>
    Auditor,
    /// <summary>A device or another institution's program with its own key.</summary>
    Device,
}
