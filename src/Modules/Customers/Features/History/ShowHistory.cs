using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.History;

/// <summary>Every change of a customer's record, newest first, with before and after; and the record as it was at some time.</summary>
[Needs("customers.read")]
internal static class ShowHistory
{
    public sealed record Query(long Id) : IRequest<View>
    {
        /// <summary>Only changes of this field; an unknown one finds nothing.</summary>
        public string? Field { get; init; }

        /// <summary>Only what this person did.</summary>
        public long? By { get; init; }

        /// <summary>The record as it was at this instant, and the changes up to it.</summary>
        public DateTimeOffset? AsOf { get; init; }

        public string? After { get; init; }
        public int Limit { get; init; } = 25;
    }

    /// <param name="Items">Acts, newest first.</param>
    /// <param name="Record">As it was; null when nobody asked.</param>
    public sealed record View(IReadOnlyList<Act> Items, string? NextCursor, PastRecord? Record)
    {
        [JsonIgnore]
        public string Number { get; init; } = "";

        [JsonIgnore]
        public string Name { get; init; } = "";

        /// <summary>The record that stands for this one since both were merged: its history tells of both.</summary>
        [JsonIgnore]
        public long? MergedIntoId { get; init; }

        /// <summary>The person has been taken out of the record, and out of its past.</summary>
        public bool Erased { get; init; }

        /// <summary>Whether contact data is hidden from this reader.</summary>
        public bool Masked { get; init; }

        public DateTimeOffset CreatedAt { get; init; }
        public string? CreatedBy { get; init; }

        [JsonIgnore]
        public IReadOnlyList<Choice> Fields { get; init; } = [];

        [JsonIgnore]
        public IReadOnlyList<Choice> People { get; init; } = [];
    }

    /// <summary>What somebody did at one time.</summary>
    /// <param name="What">In words.</param>
    /// <param name="Via">Page, API, import, or the installation itself.</param>
    /// <param name="Record">Number of the record it was done to, when that has become part of this one since.</param>
    public sealed record Act(DateTimeOffset At, long? ById, string By, string What, string Via, string? Record, IReadOnlyList<Changed> Changes);

    /// <param name="Existed">Whether there was a record then.</param>
    public sealed record PastRecord(DateTimeOffset At, bool Existed, IReadOnlyList<PastField> Fields);

    /// <summary>A field then and today.</summary>
    public sealed record PastField(string Field, string Label, string? Then, string? Today)
    {
        public bool Changed => Then != Today;
    }

    public sealed class Handler(CustomersDb db, CustomerTrail trail, HistoryWords words, SubjectVault vault, ContactSight sight, CustomFields fields, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var mine = db.Customers.Within(user.ScopeOf("customers.read"));
            var c = await db.Customers.Where(x => x.Id == query.Id && mine.Any(m => m.Id == x.Id || m.Id == x.MergedIntoId))
                .Select(x => new { x.Id, x.Number, x.Name, x.OwnerId, x.TeamId, x.MergedIntoId, x.ErasedAt, x.CreatedAt, x.CreatedById }).FirstOrDefaultAsync(ct) ?? throw new MissingException("Customer", query.Id);
            var people = await staff.Everyone(ct);
            var view = new View([], null, null)
            {
                Number = HumanNumber.Format(Customer.Prefix, c.Number), Name = c.Name, MergedIntoId = c.MergedIntoId, Erased = c.ErasedAt is not null,
                CreatedAt = c.CreatedAt, CreatedBy = c.CreatedById is { } creator && people.TryGetValue(creator, out var person) ? person.Name : null,
            };
            if (view.Erased || view.MergedIntoId is not null) return view;

            var open = (await sight.Of([(c.Id, c.OwnerId, c.TeamId)], ct)).Contains(c.Id);
            if (open) await sight.Log(c.Id, RevealKind.Contact, ct);
            var records = await trail.Records(c.Id, ct);
            var actors = await trail.Lines(records).Where(a => a.ActorId != null).Select(a => new { a.ActorId, a.Actor }).Distinct().ToListAsync(ct);
            var (groups, next) = await Read(query, records, ct);
            var opened = await vault.Open([.. groups.SelectMany(g => g)], ct);
            var known = await trail.Everything(records, opened.Select(o => o.Row), ct);
            var names = new HistoryNames(open, people, await staff.Teams(ct), await Numbers(records, opened, ct), await fields.All(ct));
            var byLine = opened.ToDictionary(o => o.Row.Id);
            var acts = groups.Select(group => new Act(group[0].At, group[0].ActorId, group[0].ActorId is { } by && people.TryGetValue(by, out var actor) ? actor.Name : group[0].Actor, words.Deed(group[0]), words.Via(group[0]),
                group.TrueForAll(l => l.SubjectId != c.Id) ? names.Numbers.GetValueOrDefault(group[0].SubjectId!.Value) : null,
                [.. group.OrderBy(l => l.Id).SelectMany(l => words.Say(byLine[l.Id], known, names)).Where(change => query.Field is null || change.Field == query.Field)]));
            return view with
            {
                Items = [.. acts.Where(a => a.Changes.Count > 0)],
                NextCursor = next,
                Masked = !open,
                Record = query.AsOf is { } at ? await Rebuild(c.Id, at.ToUniversalTime(), names, ct) : null,
                Fields = words.Choices,
                People = [.. actors.Select(a => new Choice($"{a.ActorId}", people.TryGetValue(a.ActorId!.Value, out var p) ? p.Name : a.Actor)).DistinctBy(a => a.Value).OrderBy(a => a.Text, StringComparer.CurrentCulture)],
            };
        }

        /// <summary>The lines of one page, act by act: what one use case wrote in one go. The last one that may not be whole waits for the next page.</summary>
        async Task<(List<List<AuditRow>> Acts, string? Next)> Read(Query query, List<long> records, CancellationToken ct)
        {
            var most = query.Limit * 6;
            var lines = Narrow(trail.Lines(records), query);
            if (Cursor.Read<long>(query.After) is > 0 and var before) lines = lines.Where(a => a.Id < before);
            var rows = await lines.OrderByDescending(a => a.Id).Take(most + 1).ToListAsync(ct);
            var acts = new List<List<AuditRow>>();
            foreach (var row in rows)
            {
                if (acts.Count > 0 && acts[^1][^1] is var last && last.Action == row.Action && last.ActorId == row.ActorId && (last.At == row.At || (row.TraceId is not null && last.TraceId == row.TraceId))) acts[^1].Add(row);
                else acts.Add([row]);
            }
            var more = rows.Count > most;
            if (more && acts.Count > 1) acts.RemoveAt(acts.Count - 1);
            if (acts.Count > query.Limit) (acts, more) = (acts[..query.Limit], true);
            return (acts, more ? Cursor.Of(acts[^1][^1].Id) : null);
        }

        /// <summary>Values are sealed, names of fields are not: the database finds the lines by them.</summary>
        IQueryable<AuditRow> Narrow(IQueryable<AuditRow> lines, Query query)
        {
            if (query.By is { } by) lines = lines.Where(a => a.ActorId == by);
            if (query.AsOf is { } at) { var until = at.ToUniversalTime(); lines = lines.Where(a => a.At <= until); }
            switch (query.Field)
            {
                case null: return lines;
                case HistoryWords.Reach: return lines.Where(a => a.Entity == nameof(CustomerPoint));
                case HistoryWords.Contacts: return lines.Where(a => a.Entity == nameof(Contact) || a.Entity == nameof(PersonPoint));
                case HistoryWords.Consents: return lines.Where(a => a.Entity == nameof(Consent));
            }
            if (words.PropertyOf(query.Field) is not { } property) return lines.Where(a => false);
            var named = JsonSerializer.Serialize(new { fields = new[] { property } });
            return lines.Where(a => a.Entity == nameof(Customer) && (EF.Functions.JsonContains(a.Before!, named) || EF.Functions.JsonContains(a.After!, named)));
        }

        async Task<Dictionary<long, string>> Numbers(List<long> records, IReadOnlyList<OpenAudit> lines, CancellationToken ct)
        {
            // Contacts and merges may tell of records that are on their own again.
            var others = lines.SelectMany(l => new[] { l.Before, l.After }.OfType<string>().SelectMany(json => Past.Values(json).Where(v => v.Key is nameof(Customer.MergedIntoId) or nameof(Contact.CustomerId) && v.Value.ValueKind == JsonValueKind.Number).Select(v => v.Value.GetInt64())));
            var ids = records.Union(others).ToList();
            return await db.Customers.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => HumanNumber.Format(Customer.Prefix, x.Number), ct);
        }

        async Task<PastRecord> Rebuild(long id, DateTimeOffset at, HistoryNames names, CancellationToken ct)
        {
            var (today, then) = await trail.At(id, at, ct);
            // Demo customers and old installations have no line that opens the record; the record knows by itself.
            if (then.Find(nameof(Customer), id)?.Get<DateTimeOffset>(nameof(Customer.CreatedAt)) is not { } created || created > at) return new(at, false, []);
            var (old, now) = (words.Say(then, id, names).ToDictionary(f => f.Key), words.Say(today, id, names).ToDictionary(f => f.Key));
            return new(at, true, [.. now.Keys.Union(old.Keys).Select(key => (old.TryGetValue(key, out var was), now.TryGetValue(key, out var stands)) switch
            {
                (true, true) => new PastField(stands.Field, stands.Label, was.Text, stands.Text),
                (true, false) => new PastField(was.Field, was.Label, was.Text, null),
                _ => new PastField(stands.Field, stands.Label, null, stands.Text),
            })]);
        }
    }
}
