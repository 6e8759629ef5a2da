using System.Security.Cryptography;
using System.Text;

namespace Telemed.Hub.People;

/// <summary>
/// What an administrator hands to a person, shown once: a password to be changed and a second factor.
/// </summary>
internal sealed record TemporaryCredentials(string TemporaryPassword, string TotpSecret, string TotpUri)
{
    // Letters and digits that nobody confuses when reading them aloud.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int GroupLength = 4;

    /// <summary>Sixteen random letters in groups: about 79 bits.</summary>
    public static string NewPassword()
    {
        var text = new StringBuilder();
        for (var group = 0; group < Groups; group++)
            text.Append(group == 0 ? "" : "-").Append(RandomNumberGenerator.GetString(Letters, GroupLength));
        return text.ToString();
    }

    public static (TemporaryCredentials Shown, byte[] Secret) New(string login)
    {
        var secret = Totp.NewSecret();
        return (new(NewPassword(), Totp.Base32(secret), Totp.Address(secret, login)), secret);
    }
}
