using FluentValidation;

namespace Crm.Tickets.Features.Care;

internal static class Days
{
    static readonly DateOnly First = new(2000, 1, 1), Last = new(2100, 12, 31);

    /// <summary>A day that calendars of this century know: the ends of time have no instants in every zone.</summary>
    public static IRuleBuilderOptions<T, DateOnly> IsDay<T>(this IRuleBuilder<T, DateOnly> rule) => rule.InclusiveBetween(First, Last);

    /// <summary>The same, where it is given.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> IsDay<T>(this IRuleBuilder<T, DateOnly?> rule) => rule.InclusiveBetween(First, Last);
}
