using System.Text.Json;
using Telemed.Ecg.Measure;

namespace Telemed.Hub.Ecg;

/// <summary>What was measured of the ECGs that a case has now.</summary>
internal static class EcgsOfCase
{
    /// <summary>
    /// One analysis a row, of the case @id. Beats are left out of long recordings: signing does not wait for a day's.
    /// </summary>
    internal const string Sql = """
        SELECT CASE WHEN e.duration_ms <= 120000 THEN m.analysis
                    ELSE jsonb_set(m.analysis, '{beats}', '[]') END::text AS analysis
        FROM ecg_recording e JOIN ecg_measurement m ON m.ecg_id = e.id
        WHERE e.consultation_id = @id AND m.analysis IS NOT NULL
          AND EXISTS (SELECT 1 FROM attachment a WHERE a.subject_id = e.id AND a.consultation_id = e.consultation_id
                      AND a.removed_at IS NULL)
        ORDER BY e.received_at LIMIT 50
        """;

    internal static EcgAnalysis Read(string stored) =>
        JsonSerializer.Deserialize(stored, EcgJson.Default.EcgAnalysis)
            ?? throw new JsonException("A stored analysis is empty.");
}
