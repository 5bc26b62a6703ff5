using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class AskedAgain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "answered_again_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "former_action",
                schema: "tickets",
                table: "follow_ups",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reopened_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "score_after",
                schema: "tickets",
                table: "follow_ups",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_tickets_untaken",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "status = 'created' and owner_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_waiting",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "status in ('waiting_customer', 'waiting_third_party')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_untaken",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_waiting",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "answered_again_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "former_action",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "reopened_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "score_after",
                schema: "tickets",
                table: "follow_ups");
        }
    }
}
