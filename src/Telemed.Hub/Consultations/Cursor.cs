using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Telemed.Hub.Consultations;

/// <summary>Where the next page of a list begins: the last row's colour, time and id, as an opaque text.</summary>
internal sealed record Cursor(int Rank, DateTimeOffset? At, Guid Id)
{
    private const int LengthLimit = 200;

    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Rank}|{At?.UtcTicks.ToString(CultureInfo.InvariantCulture)}|{Id:N}")));

    internal static Cursor? Read(string text)
    {
        var buffer = new byte[LengthLimit];
        if (text.Length > LengthLimit || !Base64Url.IsValid(text)) return null;
        var count = Base64Url.DecodeFromChars(text, buffer);
        if (Encoding.ASCII.GetString(buffer, 0, count).Split('|') is not [var rank, var ticks, var id]) return null;
        if (!int.TryParse(rank, CultureInfo.InvariantCulture, out var rankNumber)
            || !Guid.TryParseExact(id, "N", out var guid)) return null;
        if (ticks.Length == 0) return new Cursor(rankNumber, null, guid);
        return long.TryParse(ticks, CultureInfo.InvariantCulture, out var at)
            && at >= 0 && at <= DateTimeOffset.MaxValue.UtcTicks
            ? new Cursor(rankNumber, new DateTimeOffset(at, TimeSpan.Zero), guid)
            : null;
    }
}
