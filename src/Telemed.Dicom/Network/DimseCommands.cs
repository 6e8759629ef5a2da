using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Network;

/// <summary>Command fields and statuses of PS3.7 annex E and C.</summary>
public static class DimseCommands
{
    /// <summary>C-STORE request.</summary>
    public const int Store = 0x0001;
    /// <summary>C-GET request.</summary>
    public const int Get = 0x0010;
    /// <summary>C-FIND request.</summary>
    public const int Find = 0x0020;
    /// <summary>C-MOVE request.</summary>
    public const int Move = 0x0021;
    /// <summary>C-ECHO request.</summary>
    public const int Echo = 0x0030;
    /// <summary>N-EVENT-REPORT request.</summary>
    public const int EventReport = 0x0100;
    /// <summary>N-ACTION request.</summary>
    public const int Action = 0x0130;
    /// <summary>C-CANCEL request.</summary>
    public const int Cancel = 0x0FFF;
    /// <summary>Set in the field of every response.</summary>
    public const int Response = 0x8000;
    /// <summary>The command has no data set.</summary>
    public const int NoDataset = 0x0101;
    /// <summary>A data set follows.</summary>
    public const int WithDataset = 0x0000;
    /// <summary>Status: more results follow.</summary>
    public const int Pending = 0xFF00;
    /// <summary>Status: ended on the peer's wish.</summary>
    public const int Cancelled = 0xFE00;

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The command that is answered.</param>
    /// <param name="status">0 for success.</param>
    /// <param name="hasDataset">True when a data set follows.</param>
    /// <param name="comment">A sentence for people, at most 64 characters; null for none.</param>
    public static DicomDatasetBuilder Answer(
        DicomDataset request, int status, bool hasDataset = false, string? comment = null)
    {
        var answer = new DicomDatasetBuilder()
            .Integer(DicomTags.CommandField, (request.GetInt(DicomTags.CommandField) ?? 0) | Response)
            .Integer(DicomTags.MessageIDBeingRespondedTo, request.GetInt(DicomTags.MessageID) ?? 0)
            .Integer(DicomTags.CommandDataSetType, hasDataset ? WithDataset : NoDataset)
            .Integer(DicomTags.Status, status)
            .TextOrNothing(DicomTags.AffectedSOPClassUID,
                request.GetString(DicomTags.AffectedSOPClassUID) ?? request.GetString(DicomTags.RequestedSOPClassUID))
            .TextOrNothing(DicomTags.AffectedSOPInstanceUID, request.GetString(DicomTags.AffectedSOPInstanceUID)
                ?? request.GetString(DicomTags.RequestedSOPInstanceUID));
        if (comment is { Length: > 0 }) answer.Text(DicomTags.ErrorComment, Comment(comment));
        return answer;
    }

    private static string Comment(string text)
    {
        var plain = new string([.. text.Select(letter => letter is >= ' ' and <= '~' and not '\\' ? letter : '?')]);
        return plain.Length <= 64 ? plain : plain[..64];
    }
}
