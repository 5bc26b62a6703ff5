using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class CallBackRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<long>(
                name: "response_id",
                schema: "tickets",
                table: "follow_ups",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ask_again_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "asked_again_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "escalated_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_closed_at",
                schema: "tickets",
                table: "follow_ups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "opened_because",
                schema: "tickets",
                table: "follow_ups",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string[]>(
                name: "opened_because_args",
                schema: "tickets",
                table: "follow_ups",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<bool>(
                name: "recovered",
                schema: "tickets",
                table: "follow_ups",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "wish_id",
                schema: "tickets",
                table: "follow_ups",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "follow_up_rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: true),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    at_most = table.Column<int>(type: "integer", nullable: true),
                    group = table.Column<string>(type: "text", nullable: true),
                    keywords = table.Column<string[]>(type: "text[]", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_follow_up_rules", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_opened_at_id",
                schema: "tickets",
                table: "follow_ups",
                columns: new[] { "opened_at", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_wish_id",
                schema: "tickets",
                table: "follow_ups",
                column: "wish_id",
                unique: true);

            // What is known of earlier call backs in the terms of the new columns.
            migrationBuilder.Sql("update tickets.follow_ups set first_closed_at = closed_at where closed_at is not null; update tickets.follow_ups set recovered = (reopened_at is null) where answered_again_at is not null;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "follow_up_rules",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_follow_ups_opened_at_id",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropIndex(
                name: "ix_follow_ups_wish_id",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "ask_again_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "asked_again_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "escalated_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "first_closed_at",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "opened_because",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "opened_because_args",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "recovered",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.DropColumn(
                name: "wish_id",
                schema: "tickets",
                table: "follow_ups");

            migrationBuilder.AlterColumn<long>(
                name: "response_id",
                schema: "tickets",
                table: "follow_ups",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);
        }
    }
}
