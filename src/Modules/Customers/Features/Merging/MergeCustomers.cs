using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Makes two records one: the values chosen, everything else of both. The other modules follow the event.</summary>
[Needs("customers.merge")]
internal static class MergeCustomers
{
    /// <summary>Both records side by side, before anything is done.</summary>
    public sealed record Query(long IntoId, long FromId) : IRequest<Preview>;

    public sealed record Preview(Side Into, Side From, IReadOnlyList<Row> Rows, IReadOnlyList<United> Both, IReadOnlyList<Moving> Moves);

    public sealed record Side(long Id, string Number, string Name, uint Version, DateTimeOffset CreatedAt);

    /// <summary>A value of which one stays.</summary>
    public sealed record Row(string Field, object? Into, object? From, MergeSide Usual);

    /// <summary>What both have and the merged record has together.</summary>
    public sealed record United(string Title, IReadOnlyList<string> Values);

    /// <summary>How many rows of a kind come over.</summary>
    public sealed record Moving(string Title, int Count);

    public sealed record Command : IRequest<long>
    {
        /// <summary>The record that stays.</summary>
        public long IntoId { get; init; }

        /// <summary>The record that becomes part of it.</summary>
        public long FromId { get; init; }

        /// <summary>For each field the record it is taken from; one that is missing keeps the value of the record that stays, if it has one.</summary>
        public Dictionary<string, MergeSide> Fields { get; init; } = [];

        /// <summary>Version of the record that stays, as the reader saw it.</summary>
        public uint Version { get; init; }

        /// <summary>Version of the other one; null when the sender has not looked.</summary>
        public uint? FromVersion { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.FromId).GreaterThan(0).NotEqual(c => c.IntoId).WithMessage(_ => texts["customers.merge.itself"]);
            RuleFor(c => c.Fields).Must(f => f is null || f.Keys.All(k => MergeFields.All.Any(m => m.Name == k))).WithMessage(_ => texts["customers.merge.field"]);
        }
    }

    public sealed class Previewer(CustomersDb db, ContactSight sight, CurrentUser user, IStaffDirectory staff) : IRequestHandler<Query, Preview>
    {
        public async Task<Preview> Handle(Query query, CancellationToken ct)
        {
            if (query.IntoId == query.FromId) throw new MissingException("Customer", query.FromId);
            var both = await db.Mergeable(user, query.IntoId, query.FromId, ct);
            var (into, from) = (both[query.IntoId], both[query.FromId]);
            var (a, b) = (into.ToProfile(), from.ToProfile());
            var people = await staff.Everyone(ct);
            var seen = await sight.Of(both.Values.Select(c => (c.Id, c.OwnerId, c.TeamId)), ct);
            object? Shown(MergeFields.Field field, Customer of, Profile profile) => field.Name switch
            {
                "owner" when profile.OwnerId is { } id => people.TryGetValue(id, out var person) ? person.Name : null,
                "birthday" when profile.Birthday is { } day && !seen.Contains(of.Id) => Mask.Day(day),
                _ => field.Value(profile),
            };
            var rows = MergeFields.All.Where(f => !Equals(f.Value(a), f.Value(b))).Select(f => new Row(f.Name, Shown(f, into, a), Shown(f, from, b), MergeFields.Usual(f, a, b))).ToList();
            // What one of the two shows in full is no secret because the other one has it as well.
            var open = both.Values.Where(c => seen.Contains(c.Id)).SelectMany(c => c.Points).Select(p => (p.Kind, p.Normal)).ToHashSet();
            foreach (var id in seen) await sight.Log(id, RevealKind.Contact, ct);
            var combined = MergeFields.Combine(a, b, new Dictionary<string, MergeSide>());
            List<string> Points(PointKind kind) => [.. combined.Points.Where(p => p.Kind == kind).Select(p => (p.Value, Normal: ContactPoint.Normalise(kind, p.Value), p.Parts)).Select(p => ContactSight.Show(kind, p.Value, p.Normal, p.Parts, open.Contains((kind, p.Normal))))];
            var united = new List<United> { new("customers.phones", Points(PointKind.Phone)), new("customers.emails", Points(PointKind.Email)), new("customers.addresses", Points(PointKind.Address)),
                new("customers.tags", combined.Tags.ToList()), new("customers.contacts", [.. into.Contacts.Concat(from.Contacts).Select(c => c.Name)]) };
            // One round trip: what of ours comes over. Other modules bring theirs by themselves.
            var counts = await db.Customers.Where(c => c.Id == from.Id).Select(c => new
            {
                Interactions = db.Interactions.Count(i => i.CustomerId == c.Id), Notes = db.Notes.Count(n => n.CustomerId == c.Id),
                ToDos = db.ToDos.Count(t => t.CustomerId == c.Id), Purchases = db.Purchases.Count(p => p.CustomerId == c.Id), Usages = db.Usages.Count(u => u.CustomerId == c.Id),
            }).SingleAsync(ct);
            var moves = new List<Moving> { new("customers.interactions", counts.Interactions), new("customers.notes", counts.Notes), new("customers.todos", counts.ToDos), new("customers.purchases", counts.Purchases), new("customers.usages", counts.Usages) };
            return new Preview(Of(into), Of(from), rows, [.. united.Where(u => u.Values.Count > 0)], [.. moves.Where(m => m.Count > 0)]);
        }

        static Side Of(Customer c) => new(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Version, c.CreatedAt);
    }

    public sealed class Handler(CustomersDb db, FactKeeper keeper, ContactPlans plans, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            await db.LockCustomers(command.IntoId, command.FromId, ct);
            // Looked at before anything moves: who may not see both learns nothing.
            var seen = await db.Customers.AsNoTracking().Within(user.ScopeOf("customers.merge")).Within(user.ScopeOf("customers.write"))
                .Where(c => c.Id == command.IntoId || c.Id == command.FromId).Select(c => new { c.Id, c.MergedIntoId, c.Version, c.Since }).ToListAsync(ct);
            if (seen.Count < 2) throw new MissingException("Customer", command.FromId);
            if (seen.Exists(c => c.MergedIntoId is not null)) throw new RuleException("customers.merge.already");
            if (seen.Single(c => c.Id == command.IntoId).Version != command.Version || (command.FromVersion is { } version && seen.Single(c => c.Id == command.FromId).Version != version)) throw new DbUpdateConcurrencyException();

            // PostgreSQL keeps microseconds: the event has to name the very instant that the rows do.
            var now = clock.GetUtcNow();
            now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
            await db.MoveCustomer(command.FromId, command.IntoId, now, ct);
            await keeper.Date([command.IntoId], ct);
            var both = await db.Whole.Where(c => c.Id == command.IntoId || c.Id == command.FromId).ToDictionaryAsync(c => c.Id, ct);
            var merge = both[command.IntoId].Absorb(both[command.FromId], command.Fields ?? [], seen.Min(c => c.Since), user.Id, now);
            db.Merges.Add(merge);
            await db.DuplicateCandidates.Where(d => d.DismissedAt == null && (d.LowId == command.FromId || d.HighId == command.FromId)).ExecuteDeleteAsync(ct);
            await db.SaveChangesAsync(ct);
            await keeper.Date([command.IntoId], ct);
            await plans.Keep([command.IntoId], ct);
            await transaction.CommitAsync(ct);
            return command.IntoId;
        }
    }
}

/// <summary>What merging and its undoing share.</summary>
internal static class Merging
{
    /// <summary>Rows of these stay with their record: it keeps its own phones, what is sealed under its key can be opened by no other, and derived rows are derived again.</summary>
    static readonly Type[] Own = [typeof(SensitiveValue), typeof(Reveal), typeof(Look), typeof(CustomerPoint), typeof(DuplicateKey), typeof(DuplicateScan), typeof(FactRow), typeof(StaleFact), typeof(TagHolder)];

    /// <summary>Locks both, always in the order of their ids, so that two merges cannot wait for each other.</summary>
    public static Task LockCustomers(this CustomersDb db, long a, long b, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select 1 from customers.customers where id in ({a}, {b}) order by id for update", ct);

    /// <summary>Both records, when the reader may change both and neither is merged.</summary>
    public static async Task<Dictionary<long, Customer>> Mergeable(this CustomersDb db, CurrentUser user, long intoId, long fromId, CancellationToken ct)
    {
        var both = await db.Whole.AsNoTracking().Within(user.ScopeOf("customers.merge")).Within(user.ScopeOf("customers.write"))
            .Where(c => (c.Id == intoId || c.Id == fromId) && c.MergedIntoId == null).ToDictionaryAsync(c => c.Id, ct);
        return both.Count == 2 ? both : throw new MissingException("Customer", both.ContainsKey(intoId) ? fromId : intoId);
    }

    /// <summary>Everything of this module, and the records that were merged into this one before. Mail that was sent stays sealed under the key of whom it was sent to.</summary>
    public static async Task MoveCustomer(this CustomersDb db, long from, long into, DateTimeOffset at, CancellationToken ct)
    {
        // A planned contact is planned anew: for whoever stays, and after an undo for both.
        await db.ToDos.Where(t => t.CustomerId == from && t.PlannedFrom != null && t.ClosedAt == null).ExecuteDeleteAsync(ct);
        var people = await db.PeopleOf(from, ct);
        if (await db.Move("CustomerId", from, into, at, ct, Own)) db.RecordMoved(people, from, into);
        await db.Move(nameof(Customer.MergedIntoId), from, into, at, ct);
    }

    public static Task<List<long>> PeopleOf(this CustomersDb db, long customerId, CancellationToken ct) =>
        db.Contacts.Where(c => c.CustomerId == customerId).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct);

    /// <summary>Contacts go over past the change tracker; the trail of their new owner says so, or nobody could tell whose they were.</summary>
    public static void RecordMoved(this CustomersDb db, IEnumerable<long> contacts, long from, long into)
    {
        foreach (var contact in contacts)
            db.RecordChange(nameof(Contact), contact, new Dictionary<string, object?> { [nameof(Contact.CustomerId)] = from }, new Dictionary<string, object?> { [nameof(Contact.CustomerId)] = into }, into);
    }
}
