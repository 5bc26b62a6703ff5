using System.Globalization;
using Crm.Platform.Users;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>Conditions of a query written in SQL, with their parameters: the conditions are constants of the code, whatever was asked is a parameter.</summary>
/// <param name="prefix">Alias of the table with its point ("f."), or nothing.</param>
public sealed class Conditions(string prefix = "")
{
    readonly List<string> conditions = ["true"];
    readonly List<NpgsqlParameter> parameters = [];

    /// <summary>"true and f.team_id = @c0 ..."</summary>
    public string Where => string.Join(" and ", conditions);

    /// <summary>Fresh copies: a parameter belongs to one command.</summary>
    public object[] Parameters => [.. parameters.Select(p => ((ICloneable)p).Clone())];

    /// <summary>Adds a condition; "{0}" stands for the first value.</summary>
    public Conditions And(string condition, params object[] values)
    {
        conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, [.. values.Select(Parameter)]));
        return this;
    }

    /// <summary>Adds it only where something was asked.</summary>
    public Conditions If(bool asked, string condition, params object[] values) => asked ? And(condition, values) : this;

    /// <summary>A column equals what was asked; nothing asked, no condition. An enum is compared as it is stored.</summary>
    public Conditions Equal(string column, object? value)
    {
        if (value is string { Length: 0 } or null) return this;
        conditions.Add($"{prefix}{column} = {Parameter(value is Enum e ? SnakeCase.Of(e.ToString()) : value)}");
        return this;
    }

    /// <summary>Only rows inside the scope, by the columns owner_id and team_id.</summary>
    public Conditions Within(RowScope scope)
    {
        if (!scope.All) conditions.Add($"({prefix}owner_id = {Parameter(scope.UserId ?? 0)} or {prefix}team_id = any({Parameter(scope.TeamIds)}))");
        return this;
    }

    /// <summary>Adds a value for use elsewhere in the query, and returns its name.</summary>
    public string Parameter(object value)
    {
        var name = "@c" + parameters.Count.ToString(CultureInfo.InvariantCulture);
        parameters.Add(new NpgsqlParameter(name, value));
        return name;
    }
}
