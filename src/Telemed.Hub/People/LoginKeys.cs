using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Telemed.Hub.People;

/// <summary>Folds a log-in name, so that Anna, ANNA and full-width letters of a Chinese keyboard are one.</summary>
internal sealed class LoginKeys : ILookupNormalizer
{
    internal const int LengthLimit = 64;

    public static string Fold(string login) => login.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    public string? NormalizeName(string? name) => name is null ? null : Fold(name);

    public string? NormalizeEmail(string? email) => email is null ? null : Fold(email);
}
