using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Platform.Facts;

/// <summary>
/// A row of a roll-up: what raw rows of one day, team and person add up to. Its further columns are the keys that the
/// <see cref="DailyFacts"/> names, and measures, which are whole numbers. A cell may stand in several rows until it is
/// settled, so that figures are always sums.
/// </summary>
public abstract class DailyRow : IOwned
{
    /// <summary>Day of the installation's zone.</summary>
    public DateOnly Day { get; init; }

    /// <inheritdoc />
    public long? TeamId { get; init; }

    /// <inheritdoc />
    public long? OwnerId { get; init; }

    /// <summary>Written by a change of a raw row, and not yet added to its cell.</summary>
    public bool Fresh { get; init; }
}

/// <summary>One thing that is counted: rows (<paramref name="From"/>, in which {rows} stands for the rows of the source), an instant that says the day, and what is added.</summary>
/// <param name="At">Expression of type timestamptz; of a roll-up with a journal, a date.</param>
/// <param name="Keys">Team, owner and then the further keys, in the order of <see cref="DailyFacts.Keys"/>.</param>
/// <param name="Where">Which of the rows count.</param>
/// <param name="Measures">Column and whole number; measures that are not named are 0.</param>
public sealed record Fact(string From, string At, string Keys, string Where, params (string Column, string Value)[] Measures);

/// <summary>A raw table and what its rows count for.</summary>
/// <param name="Table">Name with schema.</param>
/// <param name="Watched">Columns that matter: an update of others is passed over.</param>
public sealed record FactSource(string Table, string[] Watched, params Fact[] Facts)
{
    /// <summary>Whether a rebuild reads it. Not so where another source reaches the same facts from its own side of a join.</summary>
    public bool Whole { get; init; } = true;

    /// <summary>The column that tells its rows apart.</summary>
    public string Key { get; init; } = "id";
}

/// <summary>
/// Where changes of raw rows wait, as they are, until the next settling counts them: for a roll-up that makes more rows of
/// one raw row than its save should have to write. Figures are the cells and what waits here, counted in the same way:
/// <see cref="DailyFacts.Now"/>. In the facts of such a roll-up the rows are called r and have these columns.
/// </summary>
/// <param name="Table">Name with schema. It has the columns, and "sign": 1 for a row that came, -1 for one that went.</param>
/// <param name="Columns">Name, and what it is of the raw row, which is called t.</param>
public sealed record FactJournal(string Table, params (string Column, string Value)[] Columns);

/// <summary>
/// How a roll-up follows from raw rows. One definition makes the triggers that keep it, in the transaction of each
/// change, and the query that it is compared with every night. docs/adr/0007-roll-ups.md says why.
/// </summary>
/// <param name="Row">The entity that is read, a <see cref="DailyRow"/> mapped by <see cref="DailyFactsMap.DailyRows{T}"/>.</param>
/// <param name="Keys">Its key columns after day, team and owner.</param>
public sealed record DailyFacts(Type Row, string[] Keys, params FactSource[] Sources)
{
    /// <summary>Set when changes are counted by the next settling, not by the change itself. Such a roll-up has one source.</summary>
    public FactJournal? Journal { get; init; }

    /// <summary>What a roll-up with a journal says at this moment, as the source of a query: its cells, and what waits to be added to them. Most often nothing waits, and planning to count it takes longer than reading the cells.</summary>
    public async Task<(string From, bool Waits)> Now(ModuleDb db, CancellationToken ct)
    {
        var sql = In(db.Model);
        var (now, cells) = (sql.Now, sql.Table);
        return await db.Database.SqlQueryRaw<bool>($"select exists (select from {Journal!.Table}) as \"Value\"").SingleAsync(ct) ? (now, true) : (cells, false);
    }

    /// <summary>Raw rows as the journal has them, to count what the roll-up cannot answer: <paramref name="condition"/> is on the raw table, called t.</summary>
    public string Raw(string condition) => Journal is { } journal
        ? $"(select 1 as sign, {string.Join(", ", journal.Columns.Select(c => $"{c.Value} as {c.Column}"))} from {Sources[0].Table} t where {condition} offset 0)" // what is taken of a row is computed once, not for each of its counts
        : throw new InvalidOperationException($"{Row.Name} has no journal.");

    static readonly string[] Common = [nameof(DailyRow.Day), nameof(DailyRow.TeamId), nameof(DailyRow.OwnerId), nameof(DailyRow.Fresh)];

    internal sealed record Sql(string Schema, string Name, string Cells, string[] Measures, DailyFacts Facts)
    {
        public string Table => $"{Schema}.{Name}";

        string Columns => $"{Cells}, {string.Join(", ", Measures)}";

        string Sums => string.Join(", ", Measures.Select(m => $"sum({m})"));

        string Anything => string.Join(" or ", Measures.Select(m => $"sum({m}) <> 0"));

        /// <summary>Adds what the rows add up to, leaving out cells in which nothing changes.</summary>
        string Add(string rows, string fresh) => $"insert into {Table} ({Columns}, fresh) select {Cells}, {Sums}, {fresh} from ({rows}) f group by {Cells} having {Anything}";

        string Whole => Facts.Journal is null ? string.Join("\nunion all\n", Facts.Sources.Where(s => s.Whole).Select(s => Of(s, s.Table, ""))) : Of(Facts.Sources[0], Facts.Raw("true"), "");

        string Kept => $"select {Cells}, {string.Join(", ", Measures.Select(m => "-" + m))} from {Table}";

        string Difference => Facts.Journal is { } journal
            ? $"{Whole}\nunion all\n{Kept}\nunion all\nselect {Cells}, {string.Join(", ", Measures.Select(m => "-" + m))} from ({Of(Facts.Sources[0], journal.Table, "")}) w"
            : $"{Whole}\nunion all\n{Kept}";

        public string Now => Facts.Journal is { } journal ? $"(select {Columns} from {Table}\nunion all\n{Of(Facts.Sources[0], journal.Table, "")})" : throw new InvalidOperationException($"{Name} has no journal: its cells are what there is.");

        /// <summary>Makes the roll-up from nothing, as it is settled.</summary>
        public string Build => $"truncate {Table}{(Facts.Journal is { } journal ? $", {journal.Table}" : "")}; {Add(Whole, "false")} order by {Cells}";

        /// <summary>Makes the roll-up agree with the raw rows, in one snapshot; the number of rows is the number of cells that did not.</summary>
        public string Repair => Add(Difference, "true");

        /// <summary>Counts the cells that do not agree.</summary>
        public string Compare => $"select count(*)::int as \"Value\" from (select {Cells} from ({Difference}) f group by {Cells} having {Anything}) d";

        /// <summary>Makes one row of each cell again, day by day where something was added.</summary>
        public string Settle => Facts.Journal is { } journal
            ? $"""
              with taken as (delete from {journal.Table} returning *),
              added as (select {Cells}, {string.Join(", ", Measures.Select(m => $"sum({m}) as {m}"))} from ({Of(Facts.Sources[0], "taken", "")}) f group by {Cells}),
              gone as (delete from {Table} where day in (select day from added union select day from {Table} where fresh) returning {Columns})
              {Add("select * from gone union all select * from added", "false")} order by {Cells}
              """
            : $"with gone as (delete from {Table} where day in (select day from {Table} where fresh) returning {Columns}) {Add("select * from gone", "false")}";

        public string Triggers
        {
            get
            {
                var sql = new StringBuilder();
                foreach (var source in Facts.Sources)
                {
                    var table = source.Table.Split('.')[^1];
                    var function = $"{Schema}.keep_{Name}_of_{table}";
                    sql.Append(CultureInfo.InvariantCulture, $$"""
                        create or replace function {{function}}() returns trigger language plpgsql as $$
                        begin
                            if tg_op = 'INSERT' then
                                {{Change(source, "new_rows", "")}};
                            elsif tg_op = 'DELETE' then
                                {{Change(source, "old_rows", "-")}};
                            elsif exists (select from old_rows o join new_rows n using ({{source.Key}}) where {{Differs(source, "o", "n")}}) then
                                {{Exchange(source)}};
                            end if;
                            return null;
                        end $$;
                        create or replace trigger fact_{{Name}}_insert after insert on {{source.Table}} referencing new table as new_rows for each statement execute function {{function}}();
                        create or replace trigger fact_{{Name}}_update after update on {{source.Table}} referencing old table as old_rows new table as new_rows for each statement execute function {{function}}();
                        create or replace trigger fact_{{Name}}_delete after delete on {{source.Table}} referencing old table as old_rows for each statement execute function {{function}}();

                        """);
                }
                return sql.ToString();
            }
        }

        string Change(FactSource source, string rows, string sign) => Facts.Journal is null ? Add(Of(source, rows, sign), "true") : Note(source, rows, sign, "");

        string Exchange(FactSource source) => Facts.Journal is null ? Add(Of(source, "new_rows", "") + "\nunion all\n" + Of(source, "old_rows", "-"), "true")
            : $"{Note(source, "old_rows", "-", "new_rows")}; {Note(source, "new_rows", "", "old_rows")}";

        string Note(FactSource source, string rows, string sign, string others) =>
            $"insert into {Facts.Journal!.Table} (sign, {string.Join(", ", Facts.Journal.Columns.Select(c => c.Column))}) select {sign}1, {string.Join(", ", Facts.Journal.Columns.Select(c => c.Value))} from {rows} t{(others.Length == 0 ? "" : $" where exists (select from {others} o where o.{source.Key} = t.{source.Key} and {Differs(source, "t", "o")})")}";

        static string Differs(FactSource source, string one, string other) =>
            $"({string.Join(", ", source.Watched.Select(w => $"{one}.{w}"))}) is distinct from ({string.Join(", ", source.Watched.Select(w => $"{other}.{w}"))})";

        /// <summary>Changes whenever the definition does, or the zone in which days begin.</summary>
        public string Stamp(string zone) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(zone + Triggers + Repair)))[..16];

        string Of(FactSource source, string rows, string sign) => string.Join("\nunion all\n", source.Facts.Select(f =>
            $"""
            select day, {string.Join(", ", Cells.Split(", ").Skip(1))}, {string.Join(", ", Measures.Select(m => $"{sign}{m} as {m}"))} from (
                select {(Facts.Journal is null ? $"platform.day_of({f.At})" : f.At)}, {f.Keys}, {string.Join(", ", Measures.Select(m => $"({(Facts.Journal is null ? "" : "r.sign * ")}({f.Measures.FirstOrDefault(x => x.Column == m).Value ?? "0"}))::bigint"))}
                from {f.From.Replace("{rows}", rows, StringComparison.Ordinal)} where {f.Where}) x({Columns})
            """));
    }

    internal Sql In(IModel model)
    {
        var type = model.FindEntityType(Row) ?? throw new InvalidOperationException($"{Row.Name} is not mapped.");
        var keys = Keys.Select(SnakeCase.Of).ToArray();
        string[] measures = [.. type.GetProperties().Where(p => !Common.Contains(p.Name) && !Keys.Contains(p.Name)).Select(p => p.GetColumnName()).Order(StringComparer.Ordinal)];
        if (Sources.SelectMany(s => s.Facts).SelectMany(f => f.Measures).FirstOrDefault(m => !measures.Contains(m.Column)) is { Column: { } stranger })
            throw new InvalidOperationException($"{Row.Name} has no measure {stranger}.");
        return new(type.GetSchema()!, type.GetTableName()!, string.Join(", ", ["day", "team_id", "owner_id", .. keys]), measures, this);
    }
}

/// <summary>The tables of roll-ups.</summary>
public static class DailyFactsMap
{
    /// <summary>Maps a roll-up. It has no key: rows are added, summed and settled, never looked up.</summary>
    public static void DailyRows<T>(this ModelBuilder model, string table, Action<EntityTypeBuilder<T>>? more = null) where T : DailyRow => model.Entity<T>(e =>
    {
        e.ToTable(table);
        e.HasNoKey();
        e.HasIndex(r => r.Day).HasDatabaseName($"ix_{table}_day");
        e.HasIndex(r => new { r.Fresh, r.Day }).HasFilter("fresh").HasDatabaseName($"ix_{table}_fresh");
        more?.Invoke(e);
    });
}
