using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Gatherings;

/// <summary>From now on people may be invited and sign up.</summary>
[Needs("events.write")]
internal static class OpenGathering
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var gathering = await db.Gatherings.SingleOrDefaultAsync(g => g.Id == command.Id, cancellationToken) ?? throw new MissingException("event", command.Id);
            gathering.Open();
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Calls an event off; everybody with a place, and everybody who waits for one, is told.</summary>
[Needs("events.write")]
internal static class CancelGathering
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db, EventMails mails, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var gathering = await db.LockGathering(command.Id, cancellationToken);
            gathering.Cancel(user.Id, db.Clock.GetUtcNow());
            foreach (var signUp in await db.SignUps.Where(s => s.GatheringId == gathering.Id && (s.State == SignUpState.Booked || s.State == SignUpState.Waiting)).OrderBy(s => s.Id).ToListAsync(cancellationToken))
                await mails.CalledOff(gathering, signUp, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Closes the list of who came; the other modules hear of every customer on it.</summary>
[Needs("events.checkin")]
internal static class CloseGathering
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CareDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await db.CloseList(command.Id, user.Id, cancellationToken);
            return Unit.Value;
        }
    }

    public static async Task CloseList(this CareDb db, long id, long? by, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        await using var transaction = await db.Begin(ct);
        var gathering = await db.LockGathering(id, ct);
        gathering.Close(by, now);
        foreach (var signUp in await db.SignUps.Where(s => s.GatheringId == id && s.CheckedInAt != null && s.CustomerId != null).OrderBy(s => s.Id).ToListAsync(ct)) signUp.Tell(now);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>Whom an invitation would reach, and why not the others.</summary>
[Needs("events.write")]
internal static class CheckInvitations
{
    const int MostSeen = 20_000;

    public sealed record Query(long Id, long? SegmentId, IReadOnlyList<CustomerLevel> Levels) : IRequest<View>;

    public sealed record View(long Id, string TitleEn, string TitleZh, GatheringState State, long Meant, long Asked, long Already, IReadOnlyList<CareCampaigns.CheckCampaign.Left> LeftOut);

    public sealed class Handler(CareDb db, CareAudience audience, ISettings settings) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var g = await db.Gatherings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == query.Id, cancellationToken) ?? throw new MissingException("event", query.Id);
            var terms = await settings.Care(cancellationToken);
            var (seen, meant, asked, already) = (0L, 0L, 0L, 0L);
            var outs = new Dictionary<CareOut, long>();
            for (long after = 0; seen < MostSeen && await audience.Page(query.SegmentId, after, 1000, cancellationToken) is { Count: > 0 } page; after = page[^1].Id)
            {
                seen += page.Count;
                var ids = page.Select(c => (long?)c.Id).ToList();
                var there = (await db.SignUps.Where(s => s.GatheringId == g.Id && ids.Contains(s.CustomerId)).Select(s => s.CustomerId).ToListAsync(cancellationToken)).ToHashSet();
                foreach (var candidate in await audience.Judge(page, query.Levels, Purpose.Care, terms.RestDays, cancellationToken))
                {
                    meant++;
                    if (there.Contains(candidate.Customer.Id)) already++;
                    else if (candidate.Out is { } why) outs[why] = outs.GetValueOrDefault(why) + 1;
                    else asked++;
                }
            }
            return new(g.Id, g.TitleEn, g.TitleZh, g.State, meant, asked, already, [.. outs.OrderBy(o => o.Key).Select(o => new CareCampaigns.CheckCampaign.Left(o.Key, o.Value))]);
        }
    }
}

/// <summary>Invites a segment by mail.</summary>
[Needs("events.write"), Needs("care.send")]
internal static class InviteSegment
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public long? SegmentId { get; init; }
        public List<CustomerLevel> Levels { get; init; } = [];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleForEach(c => c.Levels).IsInEnum();
    }

    public sealed class Handler(CareDb db, ICustomerSegments segments, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var gathering = await db.Gatherings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == command.Id, cancellationToken) ?? throw new MissingException("event", command.Id);
            if (!gathering.Takes(db.Clock.GetUtcNow())) throw new RuleException("care.event.notOpen");
            if (command.SegmentId is { } segment && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("care.segment.gone", nameof(command.SegmentId));
            var job = db.Enqueue<InviteToGathering, InviteToGathering.Args>(new(gathering.Id, command.SegmentId, command.Levels), "care.job.invite", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            return job.Id;
        }
    }
}

/// <summary>Invites batch by batch; who is on the event's list already is not invited again, also after a crash.</summary>
internal sealed class InviteToGathering(CareDb db, CareAudience audience, EventMails mails, ISettings settings) : IJob<InviteToGathering.Args>
{
    const int Batch = 200;

    public sealed record Args(long GatheringId, long? SegmentId, List<CustomerLevel> Levels);

    public sealed record Place(long After, long Seen, long Invited);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var place = progress.Checkpoint<Place>() ?? new Place(0, 0, 0);
        while (await audience.Page(args.SegmentId, place.After, Batch, ct) is { Count: > 0 } page)
        {
            var terms = await settings.Care(ct);
            await using var transaction = await db.Begin(ct);
            var gathering = await db.LockGathering(args.GatheringId, ct);
            if (!gathering.Takes(db.Clock.GetUtcNow())) break;
            var ids = page.Select(c => (long?)c.Id).ToList();
            var there = (await db.SignUps.Where(s => s.GatheringId == gathering.Id && ids.Contains(s.CustomerId)).Select(s => s.CustomerId).ToListAsync(ct)).ToHashSet();
            var invited = 0;
            foreach (var candidate in (await audience.Judge([.. page.Where(c => !there.Contains(c.Id))], args.Levels, Purpose.Care, terms.RestDays, ct)).Where(c => c.Out is null))
            {
                var signUp = new SignUp(gathering.Id, candidate.Customer, candidate.To.Language, SignUpSource.Invitation, db.Clock.GetUtcNow());
                db.SignUps.Add(signUp);
                await mails.Invite(gathering, signUp, candidate, ct);
                invited++;
            }
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            db.ChangeTracker.Clear();
            place = new(page[^1].Id, place.Seen + page.Count, place.Invited + invited);
            await progress.Report(place.Seen, null, place);
        }
        return place;
    }
}

/// <summary>Signs a customer up on their behalf: somebody has called, or stands at the door.</summary>
[Needs("events.checkin")]
internal static class SignUpCustomer
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public long CustomerId { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.CustomerId).NotEmpty();
    }

    public sealed class Handler(CareDb db, Places places, ICustomerDirectory customers) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var customer = await customers.Readable(command.CustomerId, cancellationToken) ?? throw new RuleException("care.event.noCustomer", nameof(command.CustomerId));
            await using var transaction = await db.Begin(cancellationToken);
            var gathering = await db.LockGathering(command.Id, cancellationToken);
            if (!gathering.Takes(db.Clock.GetUtcNow())) throw new RuleException("care.event.notOpen");
            var signUp = await places.Of(gathering.Id, customer, cancellationToken);
            if (signUp is null) db.SignUps.Add(signUp = new SignUp(gathering.Id, customer, customer.Language, SignUpSource.Staff, db.Clock.GetUtcNow()));
            await places.Give(gathering, signUp, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return signUp.Id;
        }
    }
}

/// <summary>Takes somebody off the list; who has waited longest moves up.</summary>
[Needs("events.checkin")]
internal static class TakeOff
{
    public sealed record Command(long Id, long SignUpId) : IRequest<Unit>;

    public sealed class Handler(CareDb db, Places places) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var gathering = await db.LockGathering(command.Id, cancellationToken);
            var signUp = await db.SignUps.SingleOrDefaultAsync(s => s.Id == command.SignUpId && s.GatheringId == command.Id, cancellationToken) ?? throw new MissingException("sign-up", command.SignUpId);
            await places.Return(gathering, signUp, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Somebody is there, or was ticked by mistake.</summary>
[Needs("events.checkin")]
internal static class CheckIn
{
    public sealed record Command(long Id, long SignUpId, bool Undo = false) : IRequest<Unit>;

    public sealed class Handler(CareDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var state = await db.Gatherings.Where(g => g.Id == command.Id).Select(g => (GatheringState?)g.State).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("event", command.Id);
            if (state != GatheringState.Open) throw new RuleException("care.event.notOpen");
            var signUp = await db.SignUps.SingleOrDefaultAsync(s => s.Id == command.SignUpId && s.GatheringId == command.Id, cancellationToken) ?? throw new MissingException("sign-up", command.SignUpId);
            if (command.Undo) signUp.UndoCheckIn();
            else signUp.CheckIn(user.Id, db.Clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>The list at the door: everybody who has a place or waits for one, by name. Whoever stands there sees all names, or could let nobody in.</summary>
[Needs("events.checkin")]
internal static class ReadDoor
{
    const int Most = 5000;

    public sealed record Query(long Id, string? Q = null) : IRequest<View>;

    public sealed record Row(long Id, string Name, SignUpState State, DateTimeOffset? CheckedInAt);

    public sealed record View(long Id, string TitleEn, string TitleZh, GatheringState State, bool Begun, int Booked, int Came, IReadOnlyList<Row> Rows);

    public sealed class Handler(CareDb db, ICustomerDirectory customers) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var g = await db.Gatherings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == query.Id, cancellationToken) ?? throw new MissingException("event", query.Id);
            var rows = await db.SignUps.AsNoTracking().Where(s => s.GatheringId == g.Id && (s.State == SignUpState.Booked || s.State == SignUpState.Waiting)).OrderBy(s => s.Id).Take(Most).Select(s => new { s.Id, s.CustomerId, s.Name, s.State, s.CheckedInAt }).ToListAsync(cancellationToken);
            var names = await customers.NamesOf([.. rows.Select(r => r.CustomerId).OfType<long>()], cancellationToken);
            var named = rows.Select(r => new Row(r.Id, (r.CustomerId is { } c ? names.GetValueOrDefault(c) : r.Name) ?? "–", r.State, r.CheckedInAt));
            if (!string.IsNullOrWhiteSpace(query.Q)) named = named.Where(r => r.Name.Contains(query.Q.Trim(), StringComparison.CurrentCultureIgnoreCase));
            return new(g.Id, g.TitleEn, g.TitleZh, g.State, g.StartsAt <= db.Clock.GetUtcNow(), rows.Count(r => r.State == SignUpState.Booked), rows.Count(r => r.CheckedInAt is not null),
                [.. named.OrderBy(r => r.CheckedInAt is not null).ThenBy(r => r.State == SignUpState.Waiting).ThenBy(r => r.Name, StringComparer.CurrentCulture)]);
        }
    }
}

/// <summary>Says which customer a guest is.</summary>
[Needs("events.checkin")]
internal static class LinkGuest
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public long SignUpId { get; init; }
        public long CustomerId { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.CustomerId).NotEmpty();
    }

    public sealed class Handler(CareDb db, ICustomerDirectory customers) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var customer = await customers.Readable(command.CustomerId, cancellationToken) ?? throw new RuleException("care.event.noCustomer", nameof(command.CustomerId));
            await using var transaction = await db.Begin(cancellationToken);
            var gathering = await db.LockGathering(command.Id, cancellationToken);
            var guest = await db.SignUps.SingleOrDefaultAsync(s => s.Id == command.SignUpId && s.GatheringId == command.Id && s.CustomerId == null, cancellationToken) ?? throw new MissingException("guest", command.SignUpId);
            if (!await db.Settle(gathering, guest, customer, cancellationToken)) throw new RuleException("care.event.guest.there", nameof(command.CustomerId));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }

    /// <summary>False: the customer is on the list by a place of their own.</summary>
    public static async Task<bool> Settle(this CareDb db, Gathering gathering, SignUp guest, CustomerFacts customer, CancellationToken ct)
    {
        var own = await db.SignUps.SingleOrDefaultAsync(s => s.GatheringId == gathering.Id && s.CustomerId == customer.Id, ct);
        if (own is { State: SignUpState.Booked or SignUpState.Waiting }) return false;
        // An invitation that came to nothing makes room for what the person did by themselves.
        if (own is not null)
        {
            db.SignUps.Remove(own);
            await db.SaveChangesAsync(ct);
        }
        guest.Is(customer);
        if (own?.InvitedAt is { } invited) guest.Invite(invited);
        if (gathering.State == GatheringState.Closed) guest.Tell(db.Clock.GetUtcNow());
        return true;
    }
}
