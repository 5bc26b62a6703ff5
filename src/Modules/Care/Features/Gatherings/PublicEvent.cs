using System.Globalization;
using System.Net.Mail;
using System.Text;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Gatherings;

/// <summary>An event as whoever holds a link to it sees it. Opening it changes nothing.</summary>
[OpenToAll("whoever holds the link may look")]
internal static class ShowPublicEvent
{
    public sealed record Query(string Token, string Language) : IRequest<View?>;

    /// <param name="Known">The link is somebody's own: nothing needs to be typed.</param>
    /// <param name="Mine">Their sign-up, if there is one.</param>
    public sealed record View(string Token, string Title, string Text, string Time, string Place, string? OnlineUrl, GatheringState State, bool Takes, bool Full, bool Known, string? Name, SignUpState? Mine);

    public sealed class Handler(CareDb db, EventLinks links) : IRequestHandler<Query, View?>
    {
        public async Task<View?> Handle(Query query, CancellationToken cancellationToken)
        {
            if (await links.Follow(query.Token, cancellationToken) is not { } found) return null;
            var (g, mine) = (found.Gathering, found.SignUp);
            var full = g.Capacity is { } places && await db.SignUps.CountAsync(s => s.GatheringId == g.Id && s.State == SignUpState.Booked, cancellationToken) >= places;
            // The way into a meeting is for those who have a place.
            var inside = mine?.State == SignUpState.Booked;
            return new(query.Token, g.Title.In(query.Language), g.Text.In(query.Language), EventMails.Time(g), g.Place, inside ? g.OnlineUrl : null, g.State, g.Takes(db.Clock.GetUtcNow()), full,
                found.Kind != CareLinkKind.PublicEvent, found.Customer?.Name ?? mine?.Name, mine?.State);
        }
    }
}

/// <summary>Signs up through a link: one's own, or the public one with a name and an address.</summary>
[OpenToAll("whoever holds the link may sign up")]
internal static class SignUpPublicly
{
    public sealed record Command : IRequest<SignUpState?>
    {
        public string Token { get; init; } = "";
        public string Language { get; init; } = "en";
        public string? Name { get; init; }
        public string? Email { get; init; }
        public string? Phone { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).MaximumLength(100);
            RuleFor(c => c.Email).MaximumLength(200);
            RuleFor(c => c.Phone).MaximumLength(50);
        }
    }

    public sealed class Handler(CareDb db, EventLinks links, Places places) : IRequestHandler<Command, SignUpState?>
    {
        public async Task<SignUpState?> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await links.Follow(command.Token, cancellationToken) is not { } found) return null;
            var now = db.Clock.GetUtcNow();
            var email = command.Email?.Trim().ToLowerInvariant() ?? "";
            if (found.Kind == CareLinkKind.PublicEvent)
            {
                if (string.IsNullOrWhiteSpace(command.Name)) throw new RuleException("care.event.name.needed", nameof(command.Name));
                if (!MailAddress.TryCreate(email, out var address) || address.Address != email || !email.Contains('.', StringComparison.Ordinal)) throw new RuleException("care.event.email.bad", nameof(command.Email));
            }
            await using var transaction = await db.Begin(cancellationToken);
            var gathering = await db.LockGathering(found.Gathering.Id, cancellationToken);
            if (!gathering.Takes(now)) throw new RuleException("care.event.notOpen");
            if (found.Kind == CareLinkKind.PublicEvent && !gathering.Public) throw new RuleException("care.event.notOpen");
            var signUp = found.Kind == CareLinkKind.PublicEvent ? await db.SignUps.SingleOrDefaultAsync(s => s.GatheringId == gathering.Id && s.Email == email, cancellationToken)
                : found.Kind == CareLinkKind.Place ? await db.SignUps.SingleOrDefaultAsync(s => s.Id == found.SignUp!.Id, cancellationToken)
                : await places.Of(gathering.Id, found.Customer!, cancellationToken);
            if (signUp is null)
                db.SignUps.Add(signUp = found.Customer is { } customer ? new SignUp(gathering.Id, customer, command.Language, SignUpSource.Invitation, now)
                    : new SignUp(gathering.Id, command.Name!.Trim(), email, command.Phone?.Trim() ?? "", command.Language, now));
            await places.Give(gathering, signUp, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return signUp.State;
        }
    }
}

/// <summary>Gives a place back through one's own link.</summary>
[OpenToAll("whoever holds the link may give the place back")]
internal static class LeavePublicly
{
    public sealed record Command(string Token) : IRequest<bool>;

    public sealed class Handler(CareDb db, EventLinks links, Places places) : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await links.Follow(command.Token, cancellationToken) is not { SignUp: { } mine } found) return false;
            await using var transaction = await db.Begin(cancellationToken);
            var gathering = await db.LockGathering(found.Gathering.Id, cancellationToken);
            if (gathering.State != GatheringState.Open) throw new RuleException("care.event.notOpen");
            await places.Return(gathering, await db.SignUps.SingleAsync(s => s.Id == mine.Id, cancellationToken), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
    }
}

/// <summary>The event as a calendar file.</summary>
[OpenToAll("whoever holds the link may put it into their calendar")]
internal static class ReadEventCalendar
{
    public sealed record Query(string Token, string Language) : IRequest<string?>;

    public sealed class Handler(CareDb db, EventLinks links) : IRequestHandler<Query, string?>
    {
        public async Task<string?> Handle(Query query, CancellationToken cancellationToken) =>
            await links.Follow(query.Token, cancellationToken) is { } found ? EventCalendar.Of(found.Gathering, query.Language, found.SignUp?.State == SignUpState.Booked, db.Clock.GetUtcNow()) : null;
    }
}

/// <summary>A link to an event, followed.</summary>
internal sealed record FoundEvent(CareLinkKind Kind, Gathering Gathering, CustomerFacts? Customer, SignUp? SignUp);

/// <summary>Follows links to events: a customer's own, a guest's own, the public one. Drafts lead nowhere.</summary>
internal sealed class EventLinks(CareDb db, CareAddresses addresses, ICustomerDirectory customers)
{
    public async Task<FoundEvent?> Follow(string token, CancellationToken ct)
    {
        if ((await addresses.Links(ct)).Read(token) is not { } link) return null;
        switch (link.Kind)
        {
            case CareLinkKind.PublicEvent:
                return await Of(link.First, ct) is { } open ? new(link.Kind, open, null, null) : null;
            case CareLinkKind.Place:
                var place = await db.SignUps.AsNoTracking().SingleOrDefaultAsync(s => s.Id == link.First, ct);
                if (place is null || await Of(place.GatheringId, ct) is not { } held) return null;
                var known = place.CustomerId is { } owner ? (await customers.FactsOf([owner], ct)).GetValueOrDefault(owner) : null;
                return new(link.Kind, held, known, place);
            case CareLinkKind.Invitation:
                if (await Of(link.First, ct) is not { } gathering || (await customers.FactsOf([link.Second], ct)).GetValueOrDefault(link.Second) is not { Erased: false } customer) return null;
                return new(link.Kind, gathering, customer, await db.SignUps.AsNoTracking().SingleOrDefaultAsync(s => s.GatheringId == gathering.Id && s.CustomerId == customer.Id, ct));
            default:
                return null;
        }
    }

    Task<Gathering?> Of(long id, CancellationToken ct) => db.Gatherings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id && g.State != GatheringState.Draft, ct);
}

/// <summary>Writes an event as calendar programs read it (RFC 5545): in UTC, which is right in every zone.</summary>
internal static class EventCalendar
{
    public static string Of(Gathering g, string language, bool inside, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//CRM//Events//EN");
        Line("METHOD:PUBLISH");
        Line("BEGIN:VEVENT");
        Line(string.Create(CultureInfo.InvariantCulture, $"UID:event-{g.Id}@crm"));
        Line(string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{g.Sequence}"));
        Line("DTSTAMP:" + CalendarText.Utc(now));
        Line("DTSTART:" + CalendarText.Utc(g.StartsAt));
        Line("DTEND:" + CalendarText.Utc(g.EndsAt));
        Line("SUMMARY:" + CalendarText.Value(g.Title.In(language)));
        if (g.Place.Length > 0) Line("LOCATION:" + CalendarText.Value(g.Place));
        if (g.Text.In(language).Length > 0) Line("DESCRIPTION:" + CalendarText.Value(g.Text.In(language)));
        if (inside && g.OnlineUrl is { } url) Line("URL:" + url);
        Line("STATUS:" + (g.State == GatheringState.Cancelled ? "CANCELLED" : "CONFIRMED"));
        Line("END:VEVENT");
        Line("END:VCALENDAR");
        return text.ToString();

        void Line(string line) => text.CalendarLine(line);
    }
}
