using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Telemed.Domain;

/// <summary>
/// The written form of our enumerations in the database and in JSON: the name in snake_case, for example
/// <c>InfoRequested</c> as <c>info_requested</c>. Renaming a member is therefore a change of stored data.
/// </summary>
public static class TextCode
{
    /// <summary>The code of a value.</summary>
    /// <exception cref="ArgumentException">The value is not a named member.</exception>
    public static string Of<T>(T value) where T : struct, Enum =>
        Table<T>.Codes.TryGetValue(value, out var code)
            ? code
            : throw new ArgumentException($"{typeof(T).Name} has no member {value}.", nameof(value));

    /// <summary>Reads a code; false when it names no member. Codes are compared exactly, case included.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? code, out T value) where T : struct, Enum
    {
        value = default;
        return code is not null && Table<T>.Values.TryGetValue(code, out value);
    }

    /// <summary>Reads a code that our own code wrote.</summary>
    /// <exception cref="ArgumentException">The code names no member.</exception>
    public static T Parse<T>(string code) where T : struct, Enum =>
        TryParse<T>(code, out var value)
            ? value
            : throw new ArgumentException($"\"{code}\" is no code of {typeof(T).Name}.", nameof(code));

    /// <summary>All codes of an enumeration, in the order of its members.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => Table<T>.InOrder;

    internal static string FromName(string name)
    {
        var code = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && code.Length > 0) code.Append('_');
            code.Append(char.ToLowerInvariant(letter));
        }
        return code.ToString();
    }

    private static class Table<T> where T : struct, Enum
    {
        internal static readonly Dictionary<T, string> Codes =
            Enum.GetValues<T>().ToDictionary(value => value, value => FromName(value.ToString()));

        internal static readonly Dictionary<string, T> Values =
            Codes.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        internal static readonly string[] InOrder = [.. Enum.GetValues<T>().Select(value => Codes[value])];
    }
}
