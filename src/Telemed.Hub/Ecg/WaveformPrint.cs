using System.Buffers.Binary;
using System.Security.Cryptography;
using Telemed.Ecg;

namespace Telemed.Hub.Ecg;

/// <summary>
/// A fingerprint of what was recorded, not of the file: the same ECG as SCP-ECG, DICOM and aECG has the same one. It
/// covers the rate and the eight independent leads, in nanovolts, so that derived leads and headers play no part.
/// </summary>
internal static class WaveformPrint
{
    private static readonly string[] Independent = ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"];
    private const int ChunkBytes = 32 * 1024;

    internal static byte[] Of(EcgGroup rhythm)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> rate = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(rate, (long)Math.Round(rhythm.SamplingRateHz * 1000));
        hash.AppendData(rate);
        var leads = Independent.Select(rhythm.Lead).OfType<EcgLead>().ToArray();
        var chunk = new byte[ChunkBytes];
        foreach (var lead in leads.Length > 0 ? leads : [.. rhythm.Leads.Take(1)]) Append(hash, lead, chunk);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, EcgLead lead, byte[] chunk)
    {
        var at = 0;
        foreach (var sample in lead.Samples.Span)
        {
            // A scale out of all range still gives a number: it is only ever compared.
            var nanovolts = sample == EcgLead.Missing ? long.MinValue
                : unchecked((long)Math.Round(sample * lead.UnitsPerCount * 1000 + lead.Offset * 1000));
            BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(at), nanovolts);
            at += sizeof(long);
            if (at < chunk.Length) continue;
            hash.AppendData(chunk);
            at = 0;
        }
        hash.AppendData(chunk.AsSpan(0, at));
    }
}
