using System.Globalization;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Care.Features.Gatherings;

/// <summary>Writes an event, or changes one. Its time is the wall clock of its zone.</summary>
[Needs("events.write")]
internal static class SaveGathering
{
    const string WallClock = "yyyy-MM-dd'T'HH:mm";

    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string TitleEn { get; init; } = "";
        public string TitleZh { get; init; } = "";
        public string? TextEn { get; init; }
        public string? TextZh { get; init; }
        public string? Place { get; init; }
        public string? OnlineUrl { get; init; }

        /// <summary>"2026-05-01T14:00", as the clock on the wall shows it there.</summary>
        public string Starts { get; init; } = "";
        public string Ends { get; init; } = "";
        public string? Zone { get; init; }
        public int? Capacity { get; init; }
        public int? RemindHours { get; init; } = 24;
        public bool Public { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.TitleEn).NotEmpty().MaximumLength(200);
            RuleFor(c => c.TitleZh).NotEmpty().MaximumLength(200);
            RuleFor(c => c.TextEn).MaximumLength(20_000);
            RuleFor(c => c.TextZh).MaximumLength(20_000);
            RuleFor(c => c.Place).MaximumLength(300);
            RuleFor(c => c.Place).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.OnlineUrl)).WithMessage(_ => texts["care.event.place.needed"]);
            RuleFor(c => c.OnlineUrl).MaximumLength(1000).Must(u => string.IsNullOrWhiteSpace(u) || (Uri.TryCreate(u.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")).WithMessage(_ => texts["care.campaign.link.bad"]);
            RuleFor(c => c.Starts).Must(t => Read(t) is not null).WithMessage(_ => texts["care.event.time.bad"]);
            RuleFor(c => c.Ends).Must(t => Read(t) is not null).WithMessage(_ => texts["care.event.time.bad"]);
            RuleFor(c => c.Zone).Must(z => string.IsNullOrWhiteSpace(z) || DateTimeZoneProviders.Tzdb.GetZoneOrNull(z.Trim()) is not null).WithMessage(_ => texts["care.event.zone.bad"]);
            RuleFor(c => c.Capacity).InclusiveBetween(1, 1_000_000);
            RuleFor(c => c.RemindHours).InclusiveBetween(1, 24 * 30);
        }
    }

    static DateTime? Read(string? typed) =>
        DateTime.TryParseExact(typed, [WallClock, WallClock + ":ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && at.Year is > 1900 and < 9000 ? at : null;

    public sealed class Handler(CareDb db, Places places, InstallationZone installation, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Id == 0) return new Command { Zone = user.Id is null ? installation.Zone.Id : user.Zone.Id };
            var g = await db.Gatherings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == query.Id, cancellationToken) ?? throw new MissingException("event", query.Id);
            var zone = DateTimeZoneProviders.Tzdb[g.Zone];
            return new Command
            {
                Id = g.Id, Version = g.Version, TitleEn = g.TitleEn, TitleZh = g.TitleZh, TextEn = g.TextEn, TextZh = g.TextZh, Place = g.Place, OnlineUrl = g.OnlineUrl, Zone = g.Zone, Capacity = g.Capacity, RemindHours = g.RemindHours, Public = g.Public,
                Starts = zone.At(g.StartsAt).ToString(WallClock, CultureInfo.InvariantCulture), Ends = zone.At(g.EndsAt).ToString(WallClock, CultureInfo.InvariantCulture),
            };
        }

        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var zone = string.IsNullOrWhiteSpace(command.Zone) ? installation.Zone : DateTimeZoneProviders.Tzdb[command.Zone.Trim()];
            var terms = new GatheringTerms(new(command.TitleEn.Trim(), command.TitleZh.Trim()), new(command.TextEn?.Trim() ?? "", command.TextZh?.Trim() ?? ""), command.Place?.Trim() ?? "", string.IsNullOrWhiteSpace(command.OnlineUrl) ? null : command.OnlineUrl.Trim(),
                zone.Instant(Read(command.Starts)!.Value), zone.Instant(Read(command.Ends)!.Value), zone.Id, command.Capacity, command.RemindHours, command.Public);
            await using var transaction = await db.Begin(cancellationToken);
            Gathering gathering;
            if (command.Id == 0) db.Gatherings.Add(gathering = new Gathering(terms, user.Id, db.Clock.GetUtcNow()));
            else
            {
                gathering = await db.LockGathering(command.Id, cancellationToken);
                db.Expect(gathering, command.Version);
                gathering.Change(terms);
                // More room: those who wait move up.
                await places.FillUp(gathering, cancellationToken);
            }
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return gathering.Id;
        }
    }
}
