using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class RollUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ticket_category_days",
                schema: "tickets",
                columns: table => new
                {
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    opened = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "ticket_days",
                schema: "tickets",
                columns: table => new
                {
                    type = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    opened = table.Column<long>(type: "bigint", nullable: false),
                    resolved = table.Column<long>(type: "bigint", nullable: false),
                    first_met = table.Column<long>(type: "bigint", nullable: false),
                    first_late = table.Column<long>(type: "bigint", nullable: false),
                    next_met = table.Column<long>(type: "bigint", nullable: false),
                    next_late = table.Column<long>(type: "bigint", nullable: false),
                    resolution_met = table.Column<long>(type: "bigint", nullable: false),
                    resolution_late = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateIndex(
                name: "ix_ticket_category_days_day",
                schema: "tickets",
                table: "ticket_category_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_category_days_fresh",
                schema: "tickets",
                table: "ticket_category_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_days_day",
                schema: "tickets",
                table: "ticket_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_days_fresh",
                schema: "tickets",
                table: "ticket_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ticket_category_days",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "ticket_days",
                schema: "tickets");
        }
    }
}
