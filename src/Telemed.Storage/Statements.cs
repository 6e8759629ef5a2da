using Npgsql;
using NpgsqlTypes;

namespace Telemed.Storage;

/// <summary>Statements with numbered parameters, of which many go to PostgreSQL in one round trip.</summary>
public static class Statements
{
    /// <summary>
    /// Begins a batch whose statements are the same every time: PostgreSQL would plan the first five of each on every
    /// connection anew, and those with rarely used values for ever.
    /// </summary>
    public const string KeepPlans = "SET LOCAL plan_cache_mode = force_generic_plan";

    /// <summary>Adds the next parameter.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="value">The parameter's value; null becomes NULL.</param>
    /// <param name="type">Its type, for a NULL says none.</param>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand statement, object? value, NpgsqlDbType type)
    {
        statement.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return statement;
    }
}
