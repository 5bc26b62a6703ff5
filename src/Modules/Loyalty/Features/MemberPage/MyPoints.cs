using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>Who holds this session; null: nobody.</summary>
[OpenToAll("the session is the proof")]
internal static class ShowVisitor
{
    public sealed record Query(string? Session) : IRequest<Result>;

    /// <param name="On">Whether the installation shows the page at all.</param>
    public sealed record Result(bool On, Visitor? Visitor);

    public sealed class Handler(MemberDoor door, ISettings settings) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var on = (await settings.Rewards(cancellationToken)).PageOn;
            return new(on, on ? await door.Enter(query.Session, cancellationToken) : null);
        }
    }
}

/// <summary>What happened to the member's own points, newest first.</summary>
[OpenToAll("the session is the proof")]
internal static class ShowMyHistory
{
    public sealed record Query(string? Session, string? After = null, int Limit = 30) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, DateTimeOffset At, string Source, long Change);

    sealed record Keys(DateTimeOffset At, long Id);

    public sealed class Handler(LoyaltyDb db, MemberDoor door) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var member = (await door.MustEnter(query.Session, cancellationToken)).Member;
            var rows = db.Entries.Where(e => e.MemberId == member && (e.From == Account.Member || e.To == Account.Member));
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(e => e.At < after.At || (e.At == after.At && e.Id < after.Id));
            var page = await rows.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(query.Limit + 1)
                .Select(e => new Row(e.Id, e.At, e.Source, e.To == Account.Member ? e.Points : -e.Points)).ToListAsync(cancellationToken);
            return Cursor.Cut(page, query.Limit, e => new Keys(e.At, e.Id));
        }
    }
}

/// <summary>How the member stands in the tiers.</summary>
[OpenToAll("the session is the proof")]
internal static class ShowMyStanding
{
    public sealed record Query(string? Session, string Language) : IRequest<MemberStanding>;

    public sealed class Handler(MemberDoor door, TierBook book) : IRequestHandler<Query, MemberStanding>
    {
        public async Task<MemberStanding> Handle(Query query, CancellationToken cancellationToken) =>
            await book.Of((await door.MustEnter(query.Session, cancellationToken)).Member, query.Language, cancellationToken);
    }
}

/// <summary>What the member's points buy: what is offered now, and what will be, cheapest first.</summary>
[OpenToAll("the catalogue is shown to everybody who came in")]
internal static class ShowCatalogue
{
    public sealed record Query(string? Session, string Language, string? After = null, long? Id = null, int Limit = 24) : IRequest<Slice<Row>>;

    /// <summary>Why a member cannot have it now.</summary>
    public enum Hurdle { None, OutOfStock, NotYet, Points, Tier, Limit }

    public sealed record Row(long Id, string Name, string? Description, RewardKind Kind, long Points, int? Stock, Guid? PictureId, DateOnly? From, DateOnly? Until, int? PerMember, string? Tier, int CancelDays, CodeSource Codes, Hurdle Hurdle, long Missing);

    sealed record Keys(long Points, long Id);

    public sealed class Handler(LoyaltyDb db, MemberDoor door, TierBook tiers, Redeeming redeeming, InstallationZone zone) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(query.Session, cancellationToken);
            var today = zone.DayOf(db.Clock.GetUtcNow());
            var rows = db.Rewards.AsNoTracking().Where(r => r.Offered && (r.Until == null || r.Until >= today));
            if (query.Id is { } id) rows = rows.Where(r => r.Id == id);
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(r => r.Points > after.Points || (r.Points == after.Points && r.Id > after.Id));
            var had = me.MemberId is { } member ? db.Redemptions.Where(x => x.MemberId == member && x.State != RedemptionState.Cancelled) : db.Redemptions.Where(x => false);
            var page = await rows.OrderBy(r => r.Points).ThenBy(r => r.Id).Take(query.Limit + 1).Select(r => new { Reward = r, Had = r.PerMember == null ? 0 : had.Count(x => x.RewardId == r.Id), Tier = db.Tiers.Where(t => t.Rank == r.LeastTier).Select(t => query.Language == "zh-CN" ? t.NameZh : t.NameEn).FirstOrDefault() }).ToListAsync(cancellationToken);
            return Cursor.Cut([.. page.Select(x => Show(x.Reward, x.Had, x.Tier))], query.Limit, r => new Keys(r.Points, r.Id));

            Row Show(Reward r, int already, string? tier) => new(r.Id, query.Language == "zh-CN" ? r.NameZh : r.NameEn, query.Language == "zh-CN" ? r.DescriptionZh ?? r.DescriptionEn : r.DescriptionEn ?? r.DescriptionZh, r.Kind, r.Points, r.Stock, r.PictureId, r.From, r.Until, r.PerMember,
                tiers.Called(r.LeastTier, tier, query.Language), r.CancelDays ?? redeeming.Terms.CancelDays, r.Codes,
                r.StateOn(today) switch { RewardState.OutOfStock => Hurdle.OutOfStock, RewardState.Upcoming => Hurdle.NotYet, _ => me.TierRank < r.LeastTier ? Hurdle.Tier : already >= r.PerMember ? Hurdle.Limit : me.Spendable < r.Points ? Hurdle.Points : Hurdle.None },
                Math.Max(0, r.Points - me.Spendable));
        }
    }
}

/// <summary>A member redeems for themselves: their own points, once for a form, however often it is sent.</summary>
[OpenToAll("the session is the proof; only its own member's points are spent")]
internal static class RedeemForMyself
{
    public sealed record Command : IRequest<long>
    {
        public string? Session { get; init; }
        public long RewardId { get; init; }

        /// <summary>Made when the form is opened.</summary>
        public string Key { get; init; } = "";
        public string? Wish { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Key).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Wish).MaximumLength(500);
        }
    }

    public sealed class Handler(LoyaltyDb db, MemberDoor door, Redeeming redeeming) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(command.Session, cancellationToken);
            await using var transaction = await db.Begin(cancellationToken);
            var member = await db.LockMemberAlone(me.Member, cancellationToken) ?? throw new MissingException("member");
            var redemption = await redeeming.Redeem(member, command.RewardId, command.Key, command.Wish, by: null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return redemption.Id;
        }
    }
}

/// <summary>The member's own redemptions, newest first, with their codes.</summary>
[OpenToAll("the session is the proof")]
internal static class ShowMyRedemptions
{
    public sealed record Query(string? Session, string Language, string? After = null, long? Id = null, int Limit = 20) : IRequest<Slice<Row>>;

    /// <param name="MayCancel">While it waits, or its coupon is unused, within the days allowed.</param>
    public sealed record Row(long Id, string Reward, RewardKind Kind, Guid? PictureId, long Points, RedemptionState State, DateTimeOffset RedeemedAt, DateTimeOffset? SentAt, DateTimeOffset? DoneAt, DateTimeOffset? CancelledAt, string? Wish, string? Tracking, string? Code, decimal? CouponValue, string? CouponCurrency, DateOnly? CouponLastDay, DateTimeOffset? CouponUsedAt, DateTimeOffset LastCancelAt, bool MayCancel);

    public sealed class Handler(LoyaltyDb db, MemberDoor door, Redeeming redeeming) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var member = (await door.MustEnter(query.Session, cancellationToken)).Member;
            var now = db.Clock.GetUtcNow();
            var rows = db.Redemptions.AsNoTracking().Where(r => r.MemberId == member);
            if (query.Id is { } id) rows = rows.Where(r => r.Id == id);
            if (Cursor.Read<long?>(query.After) is { } after) rows = rows.Where(r => r.Id < after);
            var page = await (from r in rows.OrderByDescending(r => r.Id).Take(query.Limit + 1)
                              join reward in db.Rewards on r.RewardId equals reward.Id
                              from code in db.RewardCodes.Where(c => c.RedemptionId == r.Id).DefaultIfEmpty()
                              from coupon in db.Coupons.Where(c => c.Source == Redeeming.CouponSource && c.Key == r.Key).DefaultIfEmpty()
                              orderby r.Id descending
                              select new { Redemption = r, reward.NameEn, reward.NameZh, reward.Kind, reward.PictureId, reward.CancelDays, reward.Codes, Code = code!.Code, Coupon = coupon }).ToListAsync(cancellationToken);
            return Cursor.Cut([.. page.Select(x =>
            {
                var (r, last) = (x.Redemption, x.Redemption.LastCancelAt(x.CancelDays, redeeming.Terms));
                var shown = r.State == RedemptionState.Cancelled ? null : x.Coupon?.Shown ?? (x.Codes == CodeSource.Generated && x.Code is not null ? Coupon.Dashed(x.Code) : x.Code);
                return new Row(r.Id, query.Language == "zh-CN" ? x.NameZh : x.NameEn, x.Kind, x.PictureId, r.Points, r.State, r.RedeemedAt, r.SentAt, r.DoneAt, r.CancelledAt, r.Wish, r.Tracking, shown, x.Coupon?.Value, x.Coupon?.Currency, x.Coupon?.LastDay, x.Coupon?.UsedAt, last,
                    now <= last && (r.State == RedemptionState.Open || x.Coupon is { UsedAt: null, VoidedAt: null }));
            })], query.Limit, r => r.Id);
        }
    }
}

/// <summary>A member calls off their own redemption, while it still waits or its coupon is unused.</summary>
[OpenToAll("the session is the proof; only its own member's redemptions are found")]
internal static class CancelMyRedemption
{
    public sealed record Command(string? Session, long Id) : IRequest;

    public sealed class Handler(LoyaltyDb db, MemberDoor door, Redeeming redeeming) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(command.Session, cancellationToken);
            await using var transaction = await db.Begin(cancellationToken);
            var member = await db.LockMember(me.Member, cancellationToken) ?? throw new MissingException("member");
            if (!await db.Redemptions.AnyAsync(r => r.Id == command.Id && r.MemberId == member.Id, cancellationToken)) throw new MissingException("redemption", command.Id);
            await redeeming.Cancel(member, command.Id, by: null, (redemption, coupon) =>
            {
                if (!coupon && redemption.State is RedemptionState.Sent or RedemptionState.Done) throw new RuleException("loyalty.self.cancelTooLate");
            }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>A customer joins the programme by their own act, having accepted its terms.</summary>
[OpenToAll("the session is the proof; a customer joins for themselves")]
internal static class JoinByMyself
{
    public sealed record Query(string? Session, string Language) : IRequest<Terms>;

    /// <param name="Text">In Markdown; null: the product's own short ones.</param>
    public sealed record Terms(string? Text, bool MayJoin);

    public sealed record Command : IRequest
    {
        public string? Session { get; init; }
        public bool TermsAccepted { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts) => RuleFor(c => c.TermsAccepted).Equal(true).WithMessage(_ => texts["loyalty.self.termsNeeded"]);
    }

    public sealed class Handler(LoyaltyDb db, MemberDoor door, ICustomerDirectory customers, ISettings settings) : IRequestHandler<Query, Terms>, IRequestHandler<Command, Unit>
    {
        public async Task<Terms> Handle(Query query, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(query.Session, cancellationToken);
            var facts = (await customers.FactsOf([me.CustomerId], cancellationToken)).GetValueOrDefault(me.CustomerId);
            var text = (await settings.Rewards(cancellationToken)).Terms(query.Language);
            return new(text.Length == 0 ? null : text, facts?.Admission == Admission.Admitted);
        }

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(command.Session, cancellationToken);
            if (me.MemberId is not null) return Unit.Value;
            var facts = (await customers.FactsOf([me.CustomerId], cancellationToken)).GetValueOrDefault(me.CustomerId);
            if (facts is not { Admission: Admission.Admitted, Erased: false }) throw new RuleException("loyalty.self.notAdmitted");
            var member = new Member(facts.Id, facts.Name, facts.OwnerId, facts.TeamId, db.Clock.GetUtcNow());
            db.Members.Add(member);
            db.Record("member.joined_by_themselves", nameof(Member), null, subjectId: facts.Id);
            try { await db.SaveChangesAsync(cancellationToken); }
            // Pressed twice: whoever came second is a member all the same.
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }) { db.ChangeTracker.Clear(); }
            return Unit.Value;
        }
    }
}
