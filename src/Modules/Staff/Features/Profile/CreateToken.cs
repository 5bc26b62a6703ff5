using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Staff.Features.Profile;

/// <summary>Makes an API token for a program that acts as the sender; the answer is the token, shown once.</summary>
[OpenToAll("a token can do at most what its owner can")]
internal static class CreateToken
{
    public sealed record Command : IRequest<string>
    {
        public string Name { get; init; } = "";
        /// <summary>Days it lasts; null: until revoked.</summary>
        public int? Days { get; init; } = 90;
        /// <summary>The rights it is limited to; none: all its owner's, also those to come.</summary>
        public List<string> Permissions { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Days).InclusiveBetween(1, 3650);
        }
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command request, CancellationToken ct)
        {
            // A limited token must not make itself an unlimited sister.
            if (user.TokenId is not null) throw new ForbiddenException("token");
            if (request.Permissions.Find(p => !user.Can(p)) is { } other) throw new RuleException("staff.tokens.not_yours", nameof(Command.Permissions), other);
            var now = clock.GetUtcNow();
            var secret = ApiToken.NewSecret();
            db.Tokens.Add(new ApiToken(user.Id ?? throw new ForbiddenException("token"), request.Name, secret, request.Permissions.Count == 0 ? null : request.Permissions, now, request.Days is { } days ? now.AddDays(days) : null));
            await db.SaveChangesAsync(ct);
            return secret;
        }
    }
}
