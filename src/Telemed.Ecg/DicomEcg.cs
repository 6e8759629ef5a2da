using Telemed.Dicom;
using Telemed.Ecg.Formats.Dicom;

namespace Telemed.Ecg;

/// <summary>Reads the waveforms of DICOM objects (PS3.3 A.34, C.10.9).</summary>
public static class DicomEcg
{
    /// <summary>How much the DICOM reader must keep in memory, so that waveform data is at hand.</summary>
    public static DicomReadOptions ReadOptions { get; } = new()
    {
        InlineLimitBytes = EcgLimits.FileBytes, MemoryLimitBytes = 2L * EcgLimits.FileBytes, StopBeforePixelData = true,
    };

    /// <summary>True when the data set holds a waveform sequence.</summary>
    public static bool HasWaveform(DicomDataset dataset) => dataset.GetItems(DicomTags.WaveformSequence).Count > 0;

    /// <summary>Reads the waveforms of a data set that was read with <see cref="ReadOptions"/>.</summary>
    /// <exception cref="EcgFormatException">The data set holds no waveform, or one that breaks the standard or a
    /// limit.</exception>
    public static EcgRecording Read(DicomDataset dataset) => DicomWaveforms.Read(dataset);
}
