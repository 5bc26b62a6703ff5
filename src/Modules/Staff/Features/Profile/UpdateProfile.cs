using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Staff.Features.Profile;

/// <summary>How a person wants the CRM: language, zone, theme, initials.</summary>
[OpenToAll("changes the sender's own profile")]
internal static class UpdateProfile
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public string? Language { get; init; }
        public string? Zone { get; init; }
        public string? Theme { get; init; }
        public string? Initials { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Language).Must(l => string.IsNullOrEmpty(l) || Platform.Localization.Texts.Languages.Contains(l));
            RuleFor(c => c.Zone).Must(z => string.IsNullOrEmpty(z) || DateTimeZoneProviders.Tzdb.GetZoneOrNull(z) is not null);
            RuleFor(c => c.Theme).Must(t => string.IsNullOrEmpty(t) || t is "light" or "dark" or "auto");
            RuleFor(c => c.Initials).MaximumLength(4);
        }
    }

    internal sealed class Reader(StaffDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct) =>
            await db.Members.Where(m => m.Id == user.Id).Select(m => new Command { Language = m.Language, Zone = m.Zone, Theme = m.Theme, Initials = m.Initials, Version = m.Version }).FirstOrDefaultAsync(ct)
            ?? throw new MissingException("profile");
    }

    internal sealed class Handler(StaffDb db, CurrentUser user) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var me = await db.Members.FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
            db.Expect(me, request.Version);
            me.Prefer(request.Language, request.Zone, request.Theme, request.Initials);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
