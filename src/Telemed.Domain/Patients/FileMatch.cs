using System.Collections.Immutable;

namespace Telemed.Domain.Patients;

/// <summary>Who somebody is, as far as it is written; null or empty where it is not.</summary>
public sealed record PatientFacts(string? Name, string? IdentityNumber, DateOnly? BirthDate, Sex Sex);

/// <summary>What a file's header and the chosen patient disagree about.</summary>
public enum PatientField { Name, IdentityNumber, BirthDate, Sex }

/// <summary>How a file's header fits the chosen patient.</summary>
public abstract record FileMatch
{
    private FileMatch()
    {
    }

    /// <summary>Everything both say agrees, and it is enough to know the patient.</summary>
    public sealed record Same : FileMatch;

    /// <summary>They disagree: a person confirms or corrects before the case is sent.</summary>
    public sealed record Different(ImmutableArray<PatientField> Fields) : FileMatch;

    /// <summary>The header says too little to tell, as anonymous files do.</summary>
    public sealed record CannotTell : FileMatch;

    /// <summary>Compares a file's header with the chosen patient.</summary>
    public static FileMatch Between(PatientFacts header, PatientFacts patient)
    {
        var name = Agree(header.Name, patient.Name, NameKeys.MayBeSame);
        var number = SameNumber(header.IdentityNumber, patient.IdentityNumber);
        bool? birth = header.BirthDate is { } one && patient.BirthDate is { } other ? one == other : null;
        bool? sex = Says(header.Sex) && Says(patient.Sex) ? header.Sex == patient.Sex : null;
        ImmutableArray<PatientField> different =
        [
            .. new (PatientField Field, bool? Agrees)[]
            {
                (PatientField.Name, name), (PatientField.IdentityNumber, number), (PatientField.BirthDate, birth),
                (PatientField.Sex, sex),
            }.Where(entry => entry.Agrees == false).Select(entry => entry.Field),
        ];
        if (!different.IsEmpty) return new Different(different);
        return number == true || name == true ? new Same() : new CannotTell();
    }

    private static bool? Agree(string? one, string? other, Func<string, string, bool> same) =>
        string.IsNullOrWhiteSpace(one) || string.IsNullOrWhiteSpace(other) ? null : same(one, other);

    // Hospitals put their own numbers where an identity number belongs; only two national numbers can disagree.
    private static bool? SameNumber(string? one, string? other) =>
        one is not null && other is not null
        && Patients.IdentityNumber.Read(one) is IdentityCheck.Valid(_, var header, _, _)
        && Patients.IdentityNumber.Read(other) is IdentityCheck.Valid(_, var patient, _, _)
            ? header == patient
            : null;

    private static bool Says(Sex sex) => sex is Sex.Female or Sex.Male;
}
