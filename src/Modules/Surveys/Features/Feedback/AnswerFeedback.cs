using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Thanks the customer and tells what comes of it: by mail in their language, or by a note of what was said on the phone or on a ticket.</summary>
[Needs("feedback.write")]
internal static class AnswerFeedback
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="MayMail">Whether the customer has an address that may be used.</param>
    /// <param name="Others">Other unanswered comments of the same answer, which one thank-you can cover.</param>
    public sealed record View(long Id, uint Version, string? Customer, string Language, bool MayMail, int Others, string Subject, string Text);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public AnswerWay? Way { get; init; }

        /// <summary>Of the mail.</summary>
        public string? Subject { get; init; }

        /// <summary>The mail, or what was said.</summary>
        public string Text { get; init; } = "";

        /// <summary>Covers the other unanswered comments of the same answer too.</summary>
        public bool Others { get; init; } = true;

        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Way).NotNull().IsInEnum().NotEqual(AnswerWay.None);
            RuleFor(c => c.Text).NotEmpty().MaximumLength(4000);
            RuleFor(c => c.Subject).MaximumLength(200).Must(s => s?.Any(char.IsControl) != true);
            RuleFor(c => c.Subject).NotEmpty().When(c => c.Way == AnswerWay.Mail);
        }
    }

    public sealed class Handler(SurveysDb db, ICustomerDirectory customers, CurrentUser user, Texts texts, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, Unit>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            // Not tracked: after a refused save the form is shown once more, and must not see what that save had in hand.
            var f = await db.Feedback.AsNoTracking().Within(user.ScopeOf("feedback.write")).SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("Feedback", request.Id);
            if (f.State != FeedbackState.Open) throw new RuleException("surveys.feedback.rule.answered");
            var (customer, to) = await Reach(f, cancellationToken);
            var (language, name) = (to?.Language ?? user.Language, to?.Name ?? "");
            return new(f.Id, f.Version, customer?.Name, language, to?.Email is not null, await Rest(f).CountAsync(cancellationToken),
                texts.In(language, "surveys.feedback.mail.subject"), texts.In(language, $"surveys.feedback.mail.{SnakeOf(f.Kind)}", name));
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var f = await db.FindFeedback(request.Id, user, cancellationToken);
            if (request.Version is { } version) db.Expect(f, version);
            var (customer, to) = request.Way == AnswerWay.Mail ? await Reach(f, cancellationToken) : (null, null);
            if (request.Way == AnswerWay.Mail && to?.Email is null) throw new RuleException("surveys.feedback.rule.nomail", nameof(Command.Way));
            f.Answer(request.Way!.Value, request.Text, user.Id, now);
            if (request.Others)
                foreach (var other in await Rest(f).ToListAsync(cancellationToken)) other.Answer(request.Way.Value, request.Text, user.Id, now);
            if (customer is not null && to?.Email is { } address)
                db.SendMail($"feedback:{f.Id}", "survey.feedback", address, to.Name, request.Subject!.Trim(), request.Text.Trim(), customerId: customer.Id, due: PoliteHours.Next(customer.Zone, now));
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }

        IQueryable<FeedbackItem> Rest(FeedbackItem f) => db.Feedback.Within(user.ScopeOf("feedback.write")).Where(x => f.ResponseId != null && x.ResponseId == f.ResponseId && x.Id != f.Id && x.State == FeedbackState.Open);

        async Task<(CustomerFacts? Customer, Recipient? To)> Reach(FeedbackItem f, CancellationToken ct)
        {
            if (f.CustomerId is not { } id || (await customers.FactsOf([id], ct)).GetValueOrDefault(id) is not { Erased: false } customer) return (null, null);
            return (customer, Recipient.Of(customer, f.ContactId is { } contact ? (await customers.ContactsOf([contact], ct)).GetValueOrDefault(contact) : null));
        }

        static string SnakeOf(FeedbackKind kind) => Crm.Platform.Data.SnakeCase.Of(kind.ToString());
    }
}
