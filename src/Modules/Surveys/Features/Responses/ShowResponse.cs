using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Words;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Responses;

/// <summary>One answer with its questions as the customer saw them.</summary>
[Needs("surveys.results")]
internal static class ShowResponse
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Values">As answered; a free text without what identifies anybody, as in <paramref name="Shown"/>: who may have the original gives a reason for it.</param>
    public sealed record Line(string Key, string Dimension, string Question, ItemKind Kind, IReadOnlyList<string> Values, string Shown);

    public sealed record View
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public long SurveyId { get; init; }
        public string Survey { get; init; } = "";
        public int SurveyVersion { get; init; }
        public long? WaveId { get; init; }
        public string? Wave { get; init; }
        public long? CustomerId { get; init; }
        public string? Customer { get; init; }
        public long? TicketId { get; init; }
        public string? Ticket { get; init; }
        public string? Owner { get; init; }
        public string? Team { get; init; }
        public ResponseSource Source { get; init; }
        public string? EnteredBy { get; init; }
        public string Language { get; init; } = "";

        /// <summary>The coupon that was given for it. Its whole code is shown to who entered the answer on the phone and has to say it; to others its end.</summary>
        public CouponFacts? Coupon { get; init; }
        public DateTimeOffset StartedAt { get; init; }
        public DateTimeOffset FinishedAt { get; init; }
        public int ActiveSeconds { get; init; }
        public int? Headline { get; init; }
        public int? Nps { get; init; }
        public bool Low { get; init; }
        public string? Industry { get; init; }
        public CustomerSize? Size { get; init; }
        public CustomerLevel? Level { get; init; }
        public string? Region { get; init; }
        public CooperationBand? Band { get; init; }
        public ValueClass? ValueClass { get; init; }

        /// <summary>Facts that were missing at submission and taken from the record later.</summary>
        public IReadOnlyList<string> Refilled { get; init; } = [];
        public DateTimeOffset? RefilledAt { get; init; }
        public IReadOnlyList<Flag> Flags { get; init; } = [];
        public bool Counted { get; init; }
        public string? DecisionReason { get; init; }
        public string? DecidedBy { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
        public IReadOnlyList<Line> Answers { get; init; } = [];

        /// <summary>Site or system an imported answer was given on, and where it stands there.</summary>
        public string? Origin { get; init; }

        public string? OriginUrl { get; init; }

        /// <summary>Free texts stand in it, masked.</summary>
        public bool Masked { get; init; }
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, ICustomerDirectory customers, ITicketDirectory tickets, IStaffDirectory staff, ICouponDirectory coupons, CommentMask mask, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var r = await db.Responses.AsNoTracking().Within(user.ScopeOf("surveys.results")).SingleOrDefaultAsync(x => x.Id == request.Id && !x.Anonymous, cancellationToken)
                ?? throw new MissingException("Response", request.Id);
            var definition = await cache.Version(db, r.VersionId, cancellationToken);
            await mask.For([r.CustomerId], cancellationToken);
            var names = r.CustomerId is { } customer ? await customers.NamesOf([customer], cancellationToken) : new Dictionary<long, string>();
            var ticket = r.TicketId is { } ticketId ? (await tickets.FactsOf([ticketId], cancellationToken)).GetValueOrDefault(ticketId) : null;
            var people = await staff.Everyone(cancellationToken);
            var teams = await staff.Teams(cancellationToken);
            var coupon = await db.Invitations.AnyAsync(i => i.Id == r.InvitationId && i.Coupon != null, cancellationToken) ? await coupons.OfAnswer(r.Id, cancellationToken) : null;
            if (coupon is not null && r.EnteredById != user.Id) coupon = coupon with { Code = "…" + coupon.Code[^4..] };
            return new View
            {
                Id = r.Id, Version = r.Version, SurveyId = r.SurveyId, Survey = definition.Title.In(user.Language),
                SurveyVersion = await db.Versions.Where(v => v.Id == r.VersionId).Select(v => v.Number).SingleAsync(cancellationToken),
                WaveId = r.WaveId, Wave = r.WaveId is { } wave ? (await SurveyTitles.OfWaves(db, user.Language, [wave], cancellationToken))[wave] : null,
                CustomerId = r.CustomerId, Customer = r.CustomerId is { } c ? names.GetValueOrDefault(c) : null, TicketId = r.TicketId, Ticket = ticket?.Number,
                Owner = NameOf(r.OwnerId), Team = r.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null, Source = r.Source, EnteredBy = NameOf(r.EnteredById), Language = r.Language, Coupon = coupon,
                StartedAt = r.StartedAt, FinishedAt = r.FinishedAt, ActiveSeconds = r.ActiveSeconds, Headline = r.Headline, Nps = r.Nps, Low = r.Low,
                Industry = r.Industry, Size = r.Size, Level = r.Level, Region = r.Region, Band = r.Band, ValueClass = r.ValueClass, Refilled = r.Refilled, RefilledAt = r.RefilledAt, Flags = r.Flags, Counted = r.Counted,
                DecisionReason = r.DecisionReason, DecidedBy = NameOf(r.DecidedById), DecidedAt = r.DecidedAt, Origin = r.Origin, OriginUrl = r.OriginUrl, Masked = r.HasComment,
                Answers = [.. from dimension in definition.Dimensions
                              from item in dimension.Items
                              let values = r.Answers.GetValueOrDefault(item.Key) ?? r.Texts.GetValueOrDefault(item.Key)?.Select(said => mask.Of(said, r.CustomerId)).ToArray()
                              where values is not null
                              select new Line(item.Key, dimension.Title.In(user.Language), item.Text.In(user.Language), item.Kind, values, Shown(item, values))],
            };

            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;

            string Shown(Item item, string[] values) => string.Join(", ", values.Select(v => item.Options.FirstOrDefault(o => o.Key == v)?.Text.In(user.Language) ?? (item.Scale is { } scale ? $"{v} / {scale.To}" : v)));
        }
    }
}
