using System.Diagnostics;
using System.Globalization;
using Telemed.Bench.Main;

namespace Telemed.Bench.Dicom;

/// <summary>
/// A large archive's index, written by the database itself: ten instances a study, a third of the studies in the clinic
/// that asks, the others spread over 29 clinics. The objects themselves are not there; searches do not touch them.
/// </summary>
internal static class IndexRows
{
    private const string AddFacilities = """
        INSERT INTO facility (id, tier, code, name, path, time_zone, created_at)
        SELECT id, 'village', 'bench-' || n, 'Bench ' || n, ARRAY[id], 'Asia/Shanghai', now()
        FROM (SELECT n, ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid AS id
              FROM generate_series(1, 29) AS n) f
        """;

    private const string AddStudies = """
        WITH name AS (SELECT
            '{Zhang=张,Wang=王,Li=李,Zhao=赵,Chen=陈,Yang=杨,Liu=刘,Huang=黄,Zhou=周,Wu=吴,Xu=徐,Sun=孙,Ma=马,Zhu=朱,Hu=胡,Guo=郭,
              He=何,Lin=林,Miller=,Ouyang=欧阳}'::text[] AS family,
            '{Wei=伟,Fang=芳,Na=娜,Xiuying=秀英,Min=敏,Jing=静,Qiang=强,Lei=磊,Jun=军,Yang=洋,Guilan=桂兰,Jie=杰,Juan=娟,Yan=艳,
              Tao=涛,Ming=明,Chao=超,Xia=霞,Ping=平,Gang=刚,Guiying=桂英,Xiaohong=小红,Jianguo=建国}'::text[] AS given),
        row AS (SELECT n, split_part(f, '=', 1) AS family, split_part(f, '=', 2) AS hanzi_family,
                       split_part(g, '=', 1) AS given, split_part(g, '=', 2) AS hanzi_given
                FROM name, generate_series(1, @studies) AS n,
                     LATERAL (SELECT trim(name.family[1 + (n * 7 % 20)]) AS f,
                                     trim(name.given[1 + (n / 20 % 23)]) AS g) x)
        INSERT INTO imaging_study (id, facility_id, study_uid, patient_number, patient_name, name_words, birth_date,
            sex, study_date, study_time, accession, study_number, description, modalities, series_count,
            instance_count, created_at, changed_at)
        SELECT gen_random_uuid(), CASE WHEN n % 3 = 0 THEN @facility
                   ELSE ('00000000-0000-0000-0000-' || lpad((1 + n % 29)::text, 12, '0'))::uuid END,
               '2.25.' || n, 'P' || lpad((n / 2)::text, 7, '0'),
               family || '^' || given || '=' || hanzi_family || '^' || hanzi_given,
               ' ' || lower(family) || ' ' || lower(given) || ' ' || hanzi_family || ' ' || hanzi_given
                   || ' ·' || hanzi_given
                   || CASE WHEN char_length(hanzi_given) > 1 THEN ' ·' || substr(hanzi_given, 2) ELSE '' END || ' ',
               '19610209', 'F', to_char(date '2024-01-01' + (n % 1095), 'YYYYMMDD'), lpad((n % 86400)::text, 6, '0'),
               'A' || lpad(n::text, 7, '0'), '1', 'Chest', '{CT}', 1, 10, now(), now()
        FROM row
        """;

    private const string AddSeries = """
        INSERT INTO imaging_series (id, facility_id, study_id, series_uid, modality, number, instance_count, created_at)
        SELECT gen_random_uuid(), facility_id, id, study_uid || '.1', 'CT', 1, 10, now() FROM imaging_study
        """;

    private const string AddBlobs = """
        INSERT INTO blob (id, object_key, content_type, state, sha256, size_bytes)
        SELECT gen_random_uuid(), 'be/' || e.series_uid || '.' || n, 'application/dicom', 'stored',
               sha256((e.series_uid || n)::bytea), 4440
        FROM imaging_series e, generate_series(1, 10) AS n
        """;

    private const string AddInstances = """
        INSERT INTO imaging_instance (id, facility_id, study_id, series_id, sop_uid, sop_class, transfer_syntax, number,
            rows_px, columns_px, frame_count, bits_allocated, blob_id, object_key, size_bytes, sha256, data_offset,
            metadata, places, created_at)
        SELECT gen_random_uuid(), e.facility_id, e.study_id, e.id, e.series_uid || '.' || n,
               '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2.1', n, 42, 42, 1, 16, b.id, b.object_key, 4440,
               b.sha256, 330, decode(repeat('00', 400), 'hex'), decode(repeat('00', 24), 'hex'), now()
        FROM imaging_series e, generate_series(1, 10) AS n
        JOIN LATERAL (SELECT id, object_key, sha256 FROM blob
                      WHERE object_key = 'be/' || e.series_uid || '.' || n OFFSET 0) b
            ON true
        """;

    internal static async Task Fill(BenchHub hub, int instances, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = await hub.Database.Source.OpenConnectionAsync(cancel);
        foreach (var sql in new[]
            { AddFacilities, AddStudies, AddSeries, AddBlobs, AddInstances, "VACUUM ANALYZE", "CHECKPOINT" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 3600;
            if (sql == AddStudies)
            {
                command.Parameters.AddWithValue("studies", instances / 10);
                command.Parameters.AddWithValue("facility", hub.World.Facility("village-a").Value);
            }
            await command.ExecuteNonQueryAsync(cancel);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {instances:N0} instances in {instances / 10:N0} studies "
            + $"indexed after {clock.Elapsed.TotalSeconds:F0} s"));
    }
}
