using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Responses;

/// <summary>Puts an answer back into the figures, or takes it out, with a reason. What was answered stays as it is.</summary>
[Needs("surveys.write")]
internal static class DecideResponse
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public bool Counted { get; init; }
        public string Reason { get; init; } = "";
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var response = await db.Responses.Within(user.ScopeOf("surveys.results")).SingleOrDefaultAsync(r => r.Id == request.Id && !r.Anonymous, cancellationToken) ?? throw new MissingException("Response", request.Id);
            db.Expect(response, request.Version);
            response.Decide(request.Counted, request.Reason.Trim(), user.Id, clock.GetUtcNow());
            db.Record("DecideResponse", "Response", response.Id, new { request.Counted, request.Reason, response.Flags });
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
