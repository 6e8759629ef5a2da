using Microsoft.AspNetCore.Http.HttpResults;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>
/// What a sender fills in. Everything but patient, service and colour may still be empty in a draft; what is absent
/// from the JSON arrives here as null and counts as empty.
/// </summary>
internal record CaseForm
{
    public Guid PatientId { get; init; }
    public string ServiceCode { get; init => field = value ?? ""; } = "";
    public string Colour { get; init => field = value ?? ""; } = "";
    public string? ColourReason { get; init; }
    public string[] RedFlags { get; init => field = value ?? []; } = [];
    public string[] Questions { get; init => field = value ?? []; } = [];
    public string Complaint { get; init => field = value ?? ""; } = "";
    public string History { get; init => field = value ?? ""; } = "";
    public DateTimeOffset? OnsetAt { get; init; }
    public Vitals? Vitals { get; init; }
    public string? PhoneBackName { get; init; }
    public string? PhoneBackNumber { get; init; }
    public DateTimeOffset? ClientTime { get; init; }
}

/// <summary>The form with the id the client made, so that sending it twice starts one consultation.</summary>
internal sealed record StartForm : CaseForm
{
    public Guid? Id { get; init; }
}

/// <summary>The form with the version it was made from.</summary>
internal sealed record EditForm : CaseForm
{
    public int Version { get; init; }
}

/// <summary>Checks a form and turns its codes into the domain's words.</summary>
internal static class CaseForms
{
    private const int QuestionLimitChars = 500;
    private const int QuestionsLimit = 20;
    private const int TextLimitChars = 4000;
    private const int FlagsLimit = 40;
    private const int CodeLimitChars = 60;
    private const int NameLimitChars = 120;
    private const int NumberLimitChars = 40;

    /// <summary>What is wrong with a form; null when it can be kept.</summary>
    internal static IResult? Refuse(CaseForm form)
    {
        if (form.PatientId == Guid.Empty) return Problems.BadField("patientId", "Choose the patient first.");
        if (!TextCode.TryParse<Colour>(form.Colour, out _))
            return Problems.BadField("colour", "The colour is red, yellow or green.");
        if (form.Questions.Length > QuestionsLimit)
            return Problems.BadField("questions", $"At most {QuestionsLimit} questions.");
        if (form.Questions.Any(question => question is null || question.Length > QuestionLimitChars))
            return Problems.BadField("questions", $"A question has at most {QuestionLimitChars} characters.");
        if (form.Complaint.Length > TextLimitChars)
            return Problems.BadField("complaint", $"At most {TextLimitChars} characters.");
        if (form.History.Length > TextLimitChars)
            return Problems.BadField("history", $"At most {TextLimitChars} characters.");
        if (form.RedFlags.Length > FlagsLimit
            || form.RedFlags.Any(flag => flag is null || flag.Length > CodeLimitChars))
            return Problems.BadField("redFlags", "These are not codes of the red-flag list.");
        if (form.ColourReason?.Length > QuestionLimitChars)
            return Problems.BadField("colourReason", $"At most {QuestionLimitChars} characters.");
        if (form.PhoneBackName?.Length > NameLimitChars)
            return Problems.BadField("phoneBackName", $"At most {NameLimitChars} characters.");
        if (form.PhoneBackNumber?.Length > NumberLimitChars)
            return Problems.BadField("phoneBackNumber", $"At most {NumberLimitChars} characters.");
        return RefuseVitals(form.Vitals);
    }

    /// <summary>The colour that the form asks for, as far as the service leaves a choice.</summary>
    internal static Colour ColourOf(CaseForm form, string serviceCode) =>
        FrozenSection.ColourOf(serviceCode, TextCode.Parse<Colour>(form.Colour));

    /// <summary>A short text of the form; null when nothing was written.</summary>
    internal static string? Words(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static ProblemHttpResult? RefuseVitals(Vitals? vitals)
    {
        if (vitals is null) return null;
        (string Name, decimal? Value, decimal Low, decimal High)[] limits =
        [
            ("systolic", vitals.Systolic, 20, 350), ("diastolic", vitals.Diastolic, 10, 250),
            ("heartRate", vitals.HeartRate, 0, 400), ("spo2", vitals.Spo2, 0, 100),
            ("temperatureC", vitals.TemperatureC, 20, 46), ("respiratoryRate", vitals.RespiratoryRate, 0, 120),
            ("glucoseMmolL", vitals.GlucoseMmolL, 0, 100),
        ];
        foreach (var (name, value, low, high) in limits)
        {
            if (value < low || value > high)
                return Problems.BadField($"vitals.{name}", $"This is measured between {low} and {high}.");
        }
        return null;
    }

    /// <summary>The questions that say something, trimmed; blank lines of the form are not questions.</summary>
    internal static string[] Questions(CaseForm form) =>
        [.. form.Questions.Select(question => question.Trim()).Where(question => question.Length > 0)];

    internal static string? VitalsJson(CaseForm form) => form.Vitals is { } vitals
        ? JsonSerializer.Serialize(vitals, ConsultationJson.Default.Vitals)
        : null;

    /// <summary>
    /// From where a case is sent: the patient's facility when the person's reach covers it (a township sends for its
    /// villages), else the facility of the person's own role.
    /// </summary>
    internal static (FacilityId From, FacilityId? Through) Sender(
        CurrentPerson person, FacilityId patientFacility, IReadOnlyList<FacilityId> patientPath)
    {
        var home = person.Roles.First(held =>
            AccessRules.ReachOf(held.Role, Permission.StartConsultation) != ReachKind.None).Facility;
        if (home == patientFacility) return (home, null);
        return person.ReachFor(Permission.StartConsultation).Covers(patientPath) ? (patientFacility, home)
            : (home, null);
    }
}
