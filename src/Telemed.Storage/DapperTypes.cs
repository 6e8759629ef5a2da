using System.Data;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Telemed.Storage;

/// <summary>A JSON text that goes to and comes from a <c>jsonb</c> or <c>json</c> column.</summary>
/// <param name="Text">One JSON value; PostgreSQL refuses anything else.</param>
public readonly record struct JsonText(string Text);

/// <summary>Teaches Dapper the types that rows are made of here.</summary>
public static class DapperTypes
{
    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Registers the common types; called by every <see cref="Database"/>, any number of times.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (registered) return;
            registered = true;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new InstantHandler());
            SqlMapper.AddTypeHandler(new JsonHandler());
            RegisterId(value => new Blobs.BlobId(value), id => id.Value);
            RegisterId(value => new Jobs.JobId(value), id => id.Value);
        }
    }

    /// <summary>Lets an id type stand in rows and parameters as the <c>uuid</c> it wraps.</summary>
    public static void RegisterId<TId>(Func<Guid, TId> make, Func<TId, Guid> value) where TId : struct =>
        SqlMapper.AddTypeHandler(new IdHandler<TId>(make, value));

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            DateTimeOffset instant => instant,
            _ => throw new DataException($"A column of {value.GetType().Name} is not a point in time."),
        };

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            // PostgreSQL keeps instants, not offsets, and Npgsql takes them in UTC only.
            parameter.Value = value.ToUniversalTime();
            if (parameter is NpgsqlParameter typed) typed.NpgsqlDbType = NpgsqlDbType.TimestampTz;
        }
    }

    private sealed class JsonHandler : SqlMapper.TypeHandler<JsonText>
    {
        public override JsonText Parse(object value) => new((string)value);

        public override void SetValue(IDbDataParameter parameter, JsonText value)
        {
            parameter.Value = value.Text;
            if (parameter is NpgsqlParameter typed) typed.NpgsqlDbType = NpgsqlDbType.Jsonb;
        }
    }

    private sealed class IdHandler<TId>(Func<Guid, TId> make, Func<TId, Guid> toValue) : SqlMapper.TypeHandler<TId>
        where TId : struct
    {
        public override TId Parse(object value) => make((Guid)value);

        public override void SetValue(IDbDataParameter parameter, TId value) => parameter.Value = toValue(value);
    }
}
