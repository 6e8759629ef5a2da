namespace Telemed.Hub.Patients;

/// <summary>The keys under which a patient is found.</summary>
internal static class PatientKeys
{
    /// <summary>What somebody typed, as the keys are written.</summary>
    internal static string ForSearch(string typed) => typed.Trim().ToLowerInvariant();
}
