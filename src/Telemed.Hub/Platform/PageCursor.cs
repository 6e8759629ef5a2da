using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Telemed.Hub.Platform;

/// <summary>Where a page of a list ended: the sort values of its last row, opaque to the browser.</summary>
internal static class PageCursor
{
    internal const int LimitMost = 200;
    private const int LengthLimit = 1000;
    private const char Separator = '\u001f';

    public static string Write(params ReadOnlySpan<string> values) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, values)));

    /// <summary>Reads a cursor of as many values as expected; false for anything this program did not write.</summary>
    public static bool TryRead(string? cursor, int count, [NotNullWhen(true)] out string[]? values)
    {
        values = null;
        if (cursor is not { Length: > 0 and <= LengthLimit } || !Base64Url.IsValid(cursor)) return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator);
        if (parts.Length != count) return false;
        values = parts;
        return true;
    }

    /// <summary>How many rows a page has, when asked for so many.</summary>
    public static int Limit(int? asked) => Math.Clamp(asked ?? 50, 1, LimitMost);
}

/// <summary>A page of a list, and where the next one begins.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
