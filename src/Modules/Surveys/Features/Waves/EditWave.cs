using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Changes a wave: everything but its survey and kind before it starts; afterwards its window, rest, reminders, quota, incentive and repetition.</summary>
[Needs("surveys.write")]
internal static class EditWave
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : WaveInput, IRequest<Unit>
    {
        public long Id { get; init; }
        public uint? Version { get; init; }

        /// <summary>It has not begun: whom it asks can be changed too. Told by the wave, not by the form.</summary>
        public bool Early { get; init; }
    }

    public sealed class Validator : WaveInput.Rules<Command>
    {
        public Validator(Texts texts) : base(texts) => RuleFor(c => c.Version).NotNull();
    }

    public sealed class Handler(SurveysDb db, ICustomerSegments segments, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var w = await db.Waves.AsNoTracking().SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            return new()
            {
                Id = w.Id, Version = w.Version, Early = Early(w), Title = w.Title, Kind = w.Kind, Level = w.Level, Industry = w.Industry, Region = w.Region, SegmentId = w.SegmentId, Listed = w.Listed, Contacts = w.Contacts, OpensAt = w.OpensAt, ClosesAt = w.ClosesAt,
                LaunchOn = w.LaunchOn, DelayDays = w.DelayDays, Product = w.Product, LinkDays = w.LinkDays, RestDays = w.RestDays, RemindAfterDays = w.RemindAfterDays, RemindMost = w.RemindMost, Quota = w.Quota,
                Points = w.Points, CouponValue = w.CouponValue, CouponCurrency = w.CouponCurrency ?? WaveInput.UsualCurrency, CouponDays = w.CouponDays ?? WaveInput.UsualDays, Budget = w.Budget, Repeats = w.Repeats, Anonymous = w.Anonymous, OffersContact = w.OffersContact,
            };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            db.Entry(wave).Property(w => w.Version).OriginalValue = request.Version!.Value;
            var now = clock.GetUtcNow();
            var counted = wave.Tallies;
            if (counted) await WavePlaces.Begin(db, wave, cancellationToken); // at what it gave until now
            wave.Change(request.Title.Trim(), request.ClosesAt, request.LinkDays, request.RestDays, now);
            if (Early(wave))
            {
                if (request.SegmentId is { } segment && segment != wave.SegmentId && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("surveys.wave.segment.unknown", nameof(Command.SegmentId));
                wave.Ask(request.Level, WaveInput.Blank(request.Industry), WaveInput.Blank(request.Region), request.SegmentId);
                wave.List(request.Listed && wave.Kind == WaveKind.Audience);
                wave.Postpone(request.LaunchOn is { } launch ? zone.StartOf(launch.AddDays(request.DelayDays)) : request.OpensAt ?? wave.OpensAt);
                wave.Agree(request.Terms());
            }
            else wave.Agree(request.Terms() with { Contacts = wave.Contacts, LaunchOn = wave.LaunchOn, Anonymous = wave.Anonymous, OffersContact = wave.Anonymous && request.OffersContact });
            await using var transaction = await db.Begin(cancellationToken);
            // Counting begins with what has come in already. Whatever the wave gave of its own is counted: what came in uncounted earned those of the programme.
            if (wave.Tallies && !counted)
                await db.Database.ExecuteSqlAsync($"""
                    insert into surveys.wave_tallies (wave_id, taken, awarded) select {wave.Id}, count(*), 0 from surveys.responses where wave_id = {wave.Id}
                    on conflict (wave_id) do update set taken = excluded.taken
                    """, cancellationToken);
            if (wave.Quota is { } wanted && await WavePlaces.Taken(db, wave, cancellationToken) >= wanted) wave.Fill(now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }

        static bool Early(Wave wave) => wave.State is WaveState.Draft or WaveState.Scheduled;
    }
}
