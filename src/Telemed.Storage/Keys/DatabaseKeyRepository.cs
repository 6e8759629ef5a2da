using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Telemed.Storage.Keys;

/// <summary>
/// Keeps the data protection keys in the database, so that what one hub protected (cookies, tokens) every hub can
/// read, also after a restart. The framework encrypts them when a certificate is configured, else they are in clear.
/// </summary>
public sealed class DatabaseKeyRepository(Database database) : IXmlRepository
{
    private const string ListKeys = "SELECT xml FROM data_protection_key ORDER BY created_at, friendly_name";

    private const string KeepKey = """
        INSERT INTO data_protection_key (friendly_name, xml) VALUES ($1, $2)
        ON CONFLICT (friendly_name) DO UPDATE SET xml = excluded.xml
        """;

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var list = database.Source.CreateCommand(ListKeys);
        using var reader = list.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read()) keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var keep = database.Source.CreateCommand(KeepKey);
        keep.Parameters.Add(new NpgsqlParameter { Value = friendlyName });
        keep.Parameters.Add(new NpgsqlParameter { Value = element.ToString(SaveOptions.DisableFormatting) });
        keep.ExecuteNonQuery();
    }
}
