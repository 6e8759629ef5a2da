using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Patients;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Patients;

/// <summary>All SQL of patients.</summary>
internal static class PatientStore
{
    internal const int FoundLimit = 50;

    private const int NamedLimit = 5;

    private const string ReachedSql = """
        (SELECT rf.id FROM facility rf
         WHERE @visibleEverywhere OR rf.id = ANY (@visibleFacilities) OR rf.path && @visibleBranches)
        """;

    private const string Columns = """
        p.id, p.name, p.sex, p.birth_date, p.identity_kind, p.identity_number, p.phone, p.address, p.language,
        p.facility_id, f.name AS facility_name, p.version, p.created_at
        """;

    private const string SearchSql = $"""
        SELECT {Columns}, k.kind AS matched_by
        FROM (SELECT DISTINCT ON (k.patient_id) k.patient_id, k.kind, k.key FROM patient_key k
              WHERE k.facility_id = ANY (ARRAY{ReachedSql}) AND k.key >= @key AND k.key < @until
              ORDER BY k.patient_id, char_length(k.key) LIMIT 500) k
        JOIN patient p ON p.id = k.patient_id
        JOIN facility f ON f.id = p.facility_id
        ORDER BY char_length(k.key), p.name, p.id
        LIMIT @limit
        """;

    private const string RecentSql = $"""
        SELECT {Columns}, 'recent' AS matched_by
        FROM patient p JOIN facility f ON f.id = p.facility_id
        WHERE p.facility_id = ANY (ARRAY{ReachedSql})
        ORDER BY p.created_at DESC, p.id LIMIT @limit
        """;

    private const string DuplicatesSql = $"""
        SELECT {Columns}, k.kind AS matched_by
        FROM (SELECT DISTINCT ON (k.patient_id) k.patient_id, k.kind FROM patient_key k
              WHERE k.facility_id = ANY (ARRAY{ReachedSql}) AND k.key = ANY (@keys) AND k.kind <> 'initials'
              ORDER BY k.patient_id, k.kind LIMIT 200) k
        JOIN patient p ON p.id = k.patient_id
        JOIN facility f ON f.id = p.facility_id
        WHERE (k.kind = 'identity' OR (p.birth_date = @birth_date AND k.kind IN ('name', 'pinyin')))
        LIMIT 10
        """;

    private const string FindSql = $"""
        SELECT {Columns}, '' AS matched_by, {LegalHoldStore.HeldSinceColumn}
        FROM patient p JOIN facility f ON f.id = p.facility_id
        WHERE p.id = @id AND {ConsultationAccess.VisiblePatientSql}
        """;

    private const string ReachesSql = $"""
        SELECT @facility IN {ReachedSql}
        """;

    private const string InsertSql = """
        INSERT INTO patient (id, facility_id, name, sex, birth_date, identity_kind, identity_number, phone, address,
            language, created_by, created_at, updated_at)
        VALUES (@id, @facility, @name, @sex, @birth_date, @identity_kind, @identity_number, @phone, @address,
            @language, @person, @now, @now)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string UpdateSql = """
        UPDATE patient SET name = @name, sex = @sex, birth_date = @birth_date, identity_kind = @identity_kind,
            identity_number = @identity_number, phone = @phone, address = @address, language = @language,
            version = version + 1, updated_at = @now
        WHERE id = @id AND version = @version
        """;

    private const string ClearKeysSql = "DELETE FROM patient_key WHERE patient_id = @id";

    private const string InsertKeysSql = """
        INSERT INTO patient_key (facility_id, key, patient_id, kind)
        SELECT @facility, k.key, @id, k.kind FROM unnest(@keys, @kinds) AS k (key, kind)
        ON CONFLICT DO NOTHING
        """;

    internal sealed class PatientRecord
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string Sex { get; init; } = "";
        public DateOnly? BirthDate { get; init; }
        public string? IdentityKind { get; init; }
        public string? IdentityNumber { get; init; }
        public string? Phone { get; init; }
        public string? Address { get; init; }
        public string Language { get; init; } = "";
        public Guid FacilityId { get; init; }
        public string FacilityName { get; init; } = "";
        public int Version { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? HeldSince { get; init; }
        public string MatchedBy { get; init; } = "";

        internal PatientFound Found(DateTimeOffset now) => new(
            Id, Name, Sex, BirthDate, RowRecord.Age(BirthDate, now), Masked(IdentityNumber), Masked(Phone), FacilityId,
            FacilityName, MatchedBy);

        internal PatientView View(DateTimeOffset now, bool whole) => new(
            Id, Name, Sex, BirthDate, RowRecord.Age(BirthDate, now), IdentityKind,
            whole ? IdentityNumber : Masked(IdentityNumber), whole ? Phone : Masked(Phone), Address, Language,
            FacilityId, FacilityName, Version, CreatedAt, HeldSince);
    }

    /// <summary>A patient whom a file's header may mean, and whether it can only mean this one.</summary>
    internal sealed record PatientMatch(PatientRecord Patient, bool IsSure);

    /// <summary>What is written of a patient, checked.</summary>
    internal sealed record PatientFields(
        string Name, string Sex, DateOnly? BirthDate, string? IdentityKind, string? IdentityNumber, string? Phone,
        string? Address, string Language);

    /// <summary>
    /// Patients of the person's reach whose keys begin as typed; the newest ones when nothing was typed.
    /// </summary>
    internal static Task<IReadOnlyList<PatientRecord>> Search(
        Reading reading, CurrentPerson person, string? typed, int limit, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewPatients);
        parameters.Add("limit", Math.Min(limit, FoundLimit));
        var key = typed is null ? "" : PatientKeys.ForSearch(typed);
        if (key.Length == 0) return reading.Rows<PatientRecord>(RecentSql, parameters, cancel);
        parameters.Add("key", key);
        parameters.Add("until", key + '\uffff');
        return reading.Rows<PatientRecord>(SearchSql, parameters, cancel);
    }

    internal static Task<IReadOnlyList<PatientRecord>> Duplicates(
        Reading reading, CurrentPerson person, PatientFields fields, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewPatients);
        parameters.Add("keys",
            PatientKeys.Of(fields.Name, fields.IdentityNumber, null).Select(key => key.Key).ToArray());
        parameters.Add("birth_date", fields.BirthDate);
        return reading.Rows<PatientRecord>(DuplicatesSql, parameters, cancel);
    }

    /// <summary>
    /// Whom a file's header may mean: sure when number, or name and birth date, say so and nothing contradicts it.
    /// </summary>
    internal static async Task<IReadOnlyList<PatientMatch>> Named(
        Reading reading, CurrentPerson person, PatientFacts header, CancellationToken cancel)
    {
        var name = header.Name?.Trim() ?? "";
        var fields = new PatientFields(name, "", header.BirthDate, null, header.IdentityNumber, null, null, "");
        var sure = await Duplicates(reading, person, fields, cancel);
        var others = name.Length < 2 ? [] : await Search(reading, person, name, NamedLimit, cancel);
        return
        [
            .. sure.Concat(others).DistinctBy(one => one.Id)
                .Select(one => new PatientMatch(one, sure.Contains(one) && !Contradicts(one, header)))
                .Where(match => match.IsSure || !Contradicts(match.Patient, header))
                .OrderByDescending(match => match.IsSure).Take(NamedLimit),
        ];
    }

    private static bool Contradicts(PatientRecord patient, PatientFacts header) =>
        (header.BirthDate is { } born && patient.BirthDate is { } known && born != known)
        || (header.Sex is Sex.Female or Sex.Male && patient.Sex is "female" or "male"
            && patient.Sex != TextCode.Of(header.Sex));

    internal static Task<PatientRecord?> Find(
        Reading reading, CurrentPerson person, Permission permission, PatientId id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, permission);
        parameters.Add("id", id.Value);
        return reading.RowOrNone<PatientRecord>(FindSql, parameters, cancel);
    }

    /// <summary>Whether the person may register patients at a facility.</summary>
    internal static Task<bool> Reaches(
        Reading reading, CurrentPerson person, FacilityId facility, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.EditPatients);
        parameters.Add("facility", facility.Value);
        return reading.Row<bool>(ReachesSql, parameters, cancel);
    }

    internal static void AddInsert(
        StatementBatch batch, PatientId id, FacilityId facility, PatientFields fields, PersonId person,
        DateTimeOffset now)
    {
        batch.Add(InsertSql, [.. Parameters(id, fields, now), ("facility", facility.Value), ("person", person.Value)]);
        AddKeys(batch, id, facility, fields);
    }

    internal static void AddUpdate(
        StatementBatch batch, PatientId id, FacilityId facility, PatientFields fields, int version, DateTimeOffset now)
    {
        batch.Add(UpdateSql, [.. Parameters(id, fields, now), ("version", version)]);
        batch.Add(ClearKeysSql, ("id", id.Value));
        AddKeys(batch, id, facility, fields);
    }

    private static void AddKeys(StatementBatch batch, PatientId id, FacilityId facility, PatientFields fields)
    {
        var keys = PatientKeys.Of(fields.Name, fields.IdentityNumber, fields.Phone);
        batch.Add(InsertKeysSql, ("id", id.Value), ("facility", facility.Value),
            ("keys", keys.Select(key => key.Key).ToArray()), ("kinds", keys.Select(key => key.Kind).ToArray()));
    }

    /// <summary>
    /// Whether saving these fields would put another name, sex, birth date or document in the place of a known one.
    /// </summary>
    internal static bool ReplacesIdentity(PatientRecord known, PatientFields fields) =>
        known.Name != fields.Name
        || (known.Sex != TextCode.Of(Sex.Unknown) && known.Sex != fields.Sex)
        || (known.BirthDate is not null && known.BirthDate != fields.BirthDate)
        || (known.IdentityNumber is not null && known.IdentityNumber != fields.IdentityNumber);

    private static (string, object?)[] Parameters(PatientId id, PatientFields fields, DateTimeOffset now) =>
    [
        ("id", id.Value), ("name", fields.Name), ("sex", fields.Sex), ("birth_date", fields.BirthDate),
        ("identity_kind", fields.IdentityKind), ("identity_number", fields.IdentityNumber), ("phone", fields.Phone),
        ("address", fields.Address), ("language", fields.Language), ("now", now),
    ];

    /// <summary>A number of which the beginning and the end are shown.</summary>
    internal static string? Masked(string? number)
    {
        if (number is null) return null;
        var shown = number.Length >= 10 ? 3 : 1;
        return number.Length <= shown + 2
            ? new string('*', number.Length)
            : $"{number[..shown]}{new string('*', number.Length - shown - 2)}{number[^2..]}";
    }
}
