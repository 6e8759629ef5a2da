using System.Globalization;

namespace Telemed.Storage.Notify;

/// <summary>How a payload looks on the wire: itself behind a colon, or the id of its kept row behind a hash.</summary>
internal static class NotifyPayload
{
    internal static string Inline(string payload) => ":" + payload;

    internal static string Kept(long id) => "#" + id.ToString(CultureInfo.InvariantCulture);

    internal static long? KeptId(string wire) =>
        wire.StartsWith('#')
            && long.TryParse(wire.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    /// <summary>The payload of an inline notification; one sent by hand, without our mark, is taken as it is.</summary>
    internal static string Text(string wire) => wire.StartsWith(':') ? wire[1..] : wire;
}
