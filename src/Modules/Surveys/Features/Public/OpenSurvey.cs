using Crm.Contracts.Loyalty;
using Crm.Contracts.Surveys;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Public;

/// <summary>Shows a page of a survey. Changes nothing, however often and by whatever mail scanner it is called.</summary>
[OpenToAll("whoever holds the link may read the questions")]
internal static class OpenSurvey
{
    /// <param name="Page">The page wanted, from 0; null: where the person left off.</param>
    /// <param name="Score">Pre-selects the headline, or the NPS; stored only when the form is sent.</param>
    public sealed record Query(string Token, int? Page, int? Score) : IRequest<View>;

    /// <param name="State">Ready, or why there is nothing to answer. Null: nobody issued such a link.</param>
    /// <param name="Own">First visit through a public link: the personal token that the first post will use.</param>
    public sealed record View(LinkState? State, SurveyForm? Form, SurveyDefinition? Definition, DateTimeOffset? At, string? Own)
    {
        /// <summary>Finished without a name: a call may be wished for, apart from the answer.</summary>
        public bool OffersContact { get; init; }

        /// <summary>What its texts may name.</summary>
        public PipedFacts? Facts { get; init; }

        /// <summary>Finished, and a coupon was earned by it.</summary>
        public bool EarnedCoupon { get; init; }

        /// <summary>That coupon, once it is issued.</summary>
        public CouponFacts? Coupon { get; init; }
    }

    public sealed class Handler(SurveysDb db, Links links, KnownFacts facts, ICouponDirectory coupons, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await links.Follow(request.Token, cancellationToken) is not { } opened) return new(null, null, null, null, null);
            var invitation = opened.Invitation;
            if (opened.State != LinkState.Ready)
            {
                DateTimeOffset? at = opened.State switch
                {
                    LinkState.Finished => invitation?.FinishedAt,
                    LinkState.Expired => invitation?.ExpiresAt,
                    LinkState.NotOpen => opened.Wave.OpensAt,
                    LinkState.Closed or LinkState.Full => opened.Wave.ClosedAt ?? opened.Wave.ClosesAt,
                    _ => null,
                };
                var named = opened.State == LinkState.Finished ? await facts.Of(opened.Definition, null, invitation, cancellationToken) : null;
                var earned = opened.State == LinkState.Finished && invitation?.Coupon is not null;
                return new(opened.State, null, opened.Definition, at, null) { Facts = named, EarnedCoupon = earned, Coupon = earned ? await CouponOf(invitation!, opened.Wave, cancellationToken) : null, OffersContact = opened is { State: LinkState.Finished, Wave.OffersContact: true } };
            }

            var (customer, known) = await links.Customer(invitation?.CustomerId, cancellationToken);
            var draft = opened.Draft;
            var answers = new AnswerSheet(opened.Answers);
            if (opened.Definition.Outcome is { Scale: var (from, to) } outcome && request.Score is { } score && score >= from && score <= to && !answers.ContainsKey(outcome.Key))
                answers[outcome.Key] = [score.ToString(System.Globalization.CultureInfo.InvariantCulture)];
            var token = invitation is null ? opened.Signer.NewToken() : request.Token;
            var furthest = draft is null ? 0 : SurveyForm.PageAt(opened.Definition, answers, known, draft.Page);
            var form = SurveyForm.At(opened.Definition, answers, known, Math.Min(request.Page ?? int.MaxValue, furthest), opened.Signer.Seal(token, clock.GetUtcNow())) with { Facts = await facts.Of(opened.Definition, customer, invitation, cancellationToken), Offer = opened.Offer };
            return new(LinkState.Ready, form, opened.Definition, null, invitation is null ? token : null);
        }

        /// <summary>An anonymous answer is not asked for: who took part has a coupon of the wave.</summary>
        async Task<CouponFacts?> CouponOf(Invitation invitation, Wave wave, CancellationToken ct) => invitation.CustomerId is not { } customer ? null
            : wave.Anonymous ? await coupons.OfParticipation(wave.Id, customer, invitation.ContactId, ct)
            : await db.Responses.Where(r => r.InvitationId == invitation.Id).Select(r => (long?)r.Id).SingleOrDefaultAsync(ct) is { } answer ? await coupons.OfAnswer(answer, ct) : null;
    }
}

/// <summary>One page of a questionnaire as it is rendered.</summary>
/// <param name="Shown">When it was shown, sealed.</param>
/// <param name="Errors">Resource key of what is wrong, by item.</param>
internal sealed record SurveyForm(SurveyDefinition Definition, Dimension Dimension, IReadOnlyList<Item> Items, int Page, int Pages, AnswerSheet Answers, string Shown, IReadOnlyDictionary<string, string> Errors)
{
    /// <summary>What its texts may name.</summary>
    public PipedFacts Facts { get; init; } = PipedFacts.None;

    /// <summary>The coupon that is given for it.</summary>
    public CouponPromise? Offer { get; init; }

    public string Say(LocalText text, string language) => Piping.Fill(text.In(language), Facts, language);

    public bool IsFirst => Page == 0;
    public bool IsLast => Page == Pages - 1;

    public static SurveyForm At(SurveyDefinition definition, AnswerSheet answers, IReadOnlySet<AskedFact> known, int page, string shown, IReadOnlyDictionary<string, string>? errors = null)
    {
        var pages = definition.PagesFor(answers, known);
        page = Math.Clamp(page, 0, pages.Count - 1);
        return new(definition, pages[page].Dimension, pages[page].Items, page, pages.Count, answers, shown, errors ?? new Dictionary<string, string>());
    }

    /// <summary>The dimension that somebody's page is. This is what is kept: which pages there are differs by person, and with each answer.</summary>
    public static int PlaceOf(SurveyDefinition definition, AnswerSheet answers, IReadOnlySet<AskedFact> known, int page)
    {
        var key = At(definition, answers, known, page, "").Dimension.Key;
        return definition.Dimensions.TakeWhile(d => d.Key != key).Count();
    }

    /// <summary>The page of a person that a dimension is, or the next one they see.</summary>
    public static int PageAt(SurveyDefinition definition, AnswerSheet answers, IReadOnlySet<AskedFact> known, int place)
    {
        var before = definition.Dimensions.Take(place).Select(d => d.Key).ToHashSet();
        return definition.PagesFor(answers, known).Count(p => before.Contains(p.Dimension.Key));
    }
}
